"""Private words: every spelling of a name that a reader would take for the name, and no other word."""

from __future__ import annotations

import time

import pytest

from ops2pm.portfolio.private import MARK, Redactor, not_found, too_short

SPELT = {
    "AcmePay": ["Acme Pay", "Acme-Pay", "ACME  PAY", "acmepays"],
    "Acme Pay": ["AcmePay", "acme_pay", f"Acme{' ' * 300}Pay"],
    "Acme": ["A.C.M.E.", "Ac-me", "Асme", "Ac\u00adme", "Ac\u3164me", "Ac\u2800me", "A\u20ddcme", "ᴀᴄᴍᴇ", "𝐀𝐜𝐦𝐞"],
    "Αcme": ["Acme"],
    "Ørsted": ["Orsted", "Oersted", "ØRSTED"],
    "Łódź Parcels": ["Lodz Parcels", "lodz-parcels"],
    "Đorđe": ["Dorde"],
    "Müller": ["Mueller", "Muller", "Mu\u0308llers", "MUELLER"],
    "Mueller": ["Müller", "MU\u0308LLER"],
    "Naive": ["naïve", "nai\u0308ve"],
    "Straße AG": ["STRASSE AG"],
    "Encyclopædia": ["Encyclopaedia"],
    "Procter & Gamble": ["Procter and Gamble", "Procter&Gamble", "procter  &  gamble"],
    "Procter and Gamble": ["Procter & Gamble"],
    "H&M": ["H and M", "H & M's"],
    "DHL": ["DHLs", "DHL’s", "D.H.L.", "D. H. L.", "DHL-Paket"],
    "C3": ["C-3", "c 3"],
    "楽天": ["楽天市場", "楽天"],
    "شركة": ["الشركة", "شَرِكة"],
    "Яндекс": ["ЯНДЕКСА"],
}
OTHERS = {
    "Blue": "a blunder",
    "Mueller": "a muller of glass",
    "UPS": "groups pick up so",
    "DHL": "DHLX",
    "Ford": "for days",
    "C3": "C30 c33",
    "Procter & Gamble": "a gamble, and procter",
}


@pytest.mark.parametrize("word", SPELT)
def test_a_name_goes_however_it_is_spelt(word):
    redactor = Redactor([word])
    assert [text for text in (word, *SPELT[word]) if not redactor.holds(f"at {text}, once")] == []


@pytest.mark.parametrize("word", OTHERS)
def test_another_word_stays(word):
    assert Redactor([word])(OTHERS[word]) == OTHERS[word]


def test_without_spaces_between_words_the_sentence_stays():
    assert Redactor(["楽天"])("私は楽天市場で働く") == f"私は{MARK}市場で働く"


def test_each_word_that_was_not_found_is_named():
    redactor = Redactor(["Acme", "Frischkost", "X", "Big Parcel"])
    redactor("ACME's and big-parcel")
    assert not_found(["Acme", "Frischkost", "X", "Big Parcel"], redactor.found) == ["Frischkost"]
    assert too_short(["Acme", "X", "&&", "楽"]) == ["X", "&&", "楽"]


@pytest.mark.parametrize("text", [" " * 300_000, "a" * 300_000, "a." * 150_000, "acme " * 60_000, "ü" * 200_000])
def test_long_texts_take_no_long_time(text):
    started = time.monotonic()
    Redactor(["Acme Pay & Co", "A.B.", "Müüü", "Aaaaab"]).holds(text)
    assert time.monotonic() - started < 10
