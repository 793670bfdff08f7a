"""Card and social-security numbers."""

from __future__ import annotations

import pytest

from frontdesk.privacy.redact import redact


@pytest.mark.parametrize(
    "text",
    [
        "my card is 4111 1111 1111 1111 thanks",
        "5500-0000-0000-0004",
        "amex 378282246310005",
        "123-45-6789",
        "ssn 123456789",
        "my social security number is 123 45 6789",
    ],
)
def test_a_card_or_social_security_number_is_taken_out_and_the_text_keeps_its_length(
    text: str,
) -> None:
    """Evidence marked elsewhere in the text stays where it is."""
    hidden = redact(text)
    assert len(hidden) == len(text) and not any(c.isdigit() for c in hidden)


@pytest.mark.parametrize(
    "text",
    [
        "call me at 312-555-0142",
        "+1 (312) 555-0142 or 3125550143",
        "my surgery was 2019-03-04 at L4-L5",
        "order 1234567890123",
        "i am 45, pain 8 of 10 for 12 years",
        "000-12-3456",
    ],
)
def test_phones_dates_and_other_numbers_stay_as_typed(text: str) -> None:
    """Staff need them."""
    assert redact(text) == text
