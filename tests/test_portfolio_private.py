"""Private words: every spelling of a name that a reader would take for the name, and no other word."""

from __future__ import annotations

import time

import pytest
from portfolio_pages import sample, source

from ops2pm.portfolio.export import FORMATS, rendered
from ops2pm.portfolio.files import PortfolioError
from ops2pm.portfolio.private import MARK, Redactor, decoded, not_found, too_short

SPELT = {
    "AcmePay": ["Acme Pay", "Acme-Pay", "ACME  PAY", "acmepays"],
    "Acme Pay": ["AcmePay", "acme_pay", f"Acme{' ' * 300}Pay"],
    "Acme": ["A.C.M.E.", "Ac-me", "Асme", "Ac\u00adme", "Ac\u3164me", "Ac\u2800me", "A\u20ddcme", "ᴀᴄᴍᴇ", "𝐀𝐜𝐦𝐞"],
    "ACME": [
        "A C M E",
        "a  c  m  e",
        "A_C_M_E",
        "A/C/M/E",
        "A · C · M · E",
        "A, C, M, E",
        "A\nC\nM\nE",
        "A\u2011C\u2011M\u2011E",
        "Ac\nme",
        "ac-\n  me",
        "ac- me",
        "🅰🅲🅼🅴",
        "🇦🇨🇲🇪",
        "aϲme",
        "ɑƈme",
    ],
    "Uefa": ["U E F A", "UE-\nFA", "Üfa"],
    "B2B Parcels": ["B 2 B  P a r c e l s"],
    "4711": ["4,711", "4 711", "47-11"],
    "Αcme": ["Acme"],
    "Ørsted": ["Orsted", "Oersted", "ØRSTED"],
    "Łódź Parcels": ["Lodz Parcels", "lodz-parcels"],
    "Đorđe": ["Dorde"],
    "Müller": ["Mueller", "Muller", "Mu\u0308llers", "MUELLER"],
    "Mueller": ["Müller", "MU\u0308LLER"],
    "Naive": ["naïve", "nai\u0308ve"],
    "Straße AG": ["STRASSE AG"],
    "Encyclopædia": ["Encyclopaedia"],
    "Procter & Gamble": [
        "Procter and Gamble",
        "Procter&Gamble",
        "procter  &  gamble",
        "procterandgamble",
        "Procter + Gamble",
        "Procter und Gamble",
        "Procter 'n' Gamble",
        "P&G",
        "P & G’s",
        "P.&G.",
        "P and G",
    ],
    "P&G": ["P & G", "P＆G", "P + G", "P n G", "P 'n' G", "P et G", "P.&.G.", "P-and-G", "P\n&\nG", "PG", "P&G2"],
    "Procter and Gamble": ["Procter & Gamble"],
    "H&M": ["H and M", "H & M's"],
    "DHL": [
        "DHLs",
        "DHL’s",
        "D.H.L.",
        "D. H. L.",
        "DHL-Paket",
        "D H L",
        "DHL2",
        "2DHL",
        "DHL24x",
        "myDHL",
        "DHLExpress",
    ],
    "C3": ["C-3", "c 3"],
    "楽天": ["楽天市場", "楽天", "楽 天", "楽\n天"],
    "شركة": ["الشركة", "شَرِكة"],
    "Яндекс": ["ЯНДЕКСА"],
}
OTHERS = {
    "Blue": "a blunder",
    "Mueller": "a muller of glass",
    "UPS": "groups pick up so, startups, groups2",
    "DHL": "DHLX",
    "Ford": "for days, for\ndays, for d",
    "Together": "to get her",
    "M&S": "all PMs",
    "H&S": "hands",
    "P&G": "a png",
    "C30": "C3 0.5",
    "Research & Development": "R+2, D, r d",
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


def test_of_a_short_name_set_off_in_a_word_the_whole_word_goes():
    assert Redactor(["DHL"])("our myDHL, DHL2 and DHLExpress") == f"our {MARK}, {MARK} and {MARK}"


ENCODED = ["%41cme", "A%63me", "%2541cme", "A&#99;me", "A&shy;cme", "&#x41;cme", "\\u0041cme", "\\x41cme", "\\u{41}cme"]


@pytest.mark.parametrize("way", FORMATS)
@pytest.mark.parametrize("written", [*ENCODED, "\U000e0061\U000e0063\U000e006d\U000e0065"])
def test_a_name_in_code_stops_it_and_it_is_said_where(written, way):
    fields = sample()["artefacts"]["sizing"] | {"idea": f"a page for {written} and others"}
    with pytest.raises(PortfolioError, match="a private word is left in “Sizing with its range”: write that"):
        rendered(source({"sizing": fields}, words=["Acme"]), (way,))


def test_a_hosts_name_in_punycode_is_read():
    assert any(map(Redactor(["Müller"]).holds, decoded("see xn--mller-kva.example")))
    assert decoded("see xn--.example and 100%, R&D, C:\\new") and decoded("plain") == {"plain"}


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
    Redactor(["Acme Pay & Co", "A.B.", "Müüü", "Aaaaab", "aaa", "Acme & Acme"]).holds(text)
    assert time.monotonic() - started < 10
