"""What each licence asks for, and which datasets it covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo_target.exchange.bundle_tables import BundleAbout

Words = tuple[str, str]

_KNOWN: Final[tuple[tuple[str, Words], ...]] = (
    (
        "public domain",
        (
            "مالکیت عمومی: هر استفاده‌ای آزاد است. یاد کردن از منبع شرط نیست ولی پسندیده است.",
            "Public domain: any use is free. Naming the source is no condition, but good practice.",
        ),
    ),
    (
        "cc by 4.0",
        (
            (
                "داده را می‌توان رونوشت کرد، تغییر داد و به دیگران داد، برای کار تجاری هم؛ به شرط آن که از منبع "
                "نام برده شود، نشانی پروانه بیاید و تغییرها گفته شود. متن کامل: "
                "https://creativecommons.org/licenses/by/4.0/legalcode"
            ),
            (
                "The data may be copied, changed and passed on, also for trade, if the source is named, the "
                "licence is linked and changes are said. Full text: "
                "https://creativecommons.org/licenses/by/4.0/legalcode"
            ),
        ),
    ),
    (
        "odbl",
        (
            (
                "پروانهٔ پایگاه‌دادهٔ باز ۱٫۰: از منبع نام ببرید، و پایگاه‌داده‌ای را که از آن می‌سازید با همین "
                "پروانه بدهید. متن کامل: https://opendatacommons.org/licenses/odbl/1-0/"
            ),
            (
                "Open Database Licence 1.0: name the source, and pass on what you derive as a database under "
                "the same licence. Full text: https://opendatacommons.org/licenses/odbl/1-0/"
            ),
        ),
    ),
    (
        "none needed",
        (
            "پروانه نمی‌خواهد: مدل‌شده است، یا رقم‌های خود گزارش است؛ همراه داده همین را بگویید.",
            "No licence is needed: it is modelled, or figures of the report itself; say so with the data.",
        ),
    ),
)


def licences_text(about: BundleAbout) -> str:
    """Return each licence with what it asks for, and the datasets that it covers, Persian and English."""
    lines = ["پروانه‌ها و منبع‌ها / Licences and sources", "=" * 72]
    for licence in sorted({d.licence for d in about.datasets}):
        held = [d for d in about.datasets if d.licence == licence]
        fa, en = terms_of(licence)
        lines += ["", licence, "-" * 72, fa, en, ""]
        for d in held:
            lines += [
                f"* {d.layer}: {d.title_fa} / {d.title_en} ({d.provenance}, {d.dated})",
                f"    منبع: {d.source_fa}",
                f"    Source: {d.source_en}",
            ]
    return "\ufeff" + "\r\n".join([*lines, ""])


def terms_of(licence: str) -> Words:
    """Return what a licence asks for; of one that is not known, that the owner of the data must be asked."""
    for name, words in _KNOWN:
        if licence.lower().startswith(name):
            return words
    return (
        "شرط‌ها همان است که دارندهٔ داده گفته است؛ پیش از انتشار از او بپرسید.",
        "The terms are those that the owner of the data states; ask before you publish.",
    )
