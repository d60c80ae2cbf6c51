"""From the workbook to a portfolio that somebody else can read: a web site, one HTML file, or Markdown."""

from ops2pm.portfolio.build import Source, look_first
from ops2pm.portfolio.export import FORMATS, Written, export, rendered, what_first, workbook_at
from ops2pm.portfolio.files import ForeignFolderError, PortfolioError

__all__ = [
    "FORMATS",
    "ForeignFolderError",
    "PortfolioError",
    "Source",
    "Written",
    "export",
    "look_first",
    "rendered",
    "what_first",
    "workbook_at",
]
