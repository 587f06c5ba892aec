"""Keys that stand sealed in the tables: which do not yet, and putting the sealed text in their place."""

from __future__ import annotations

from sqlalchemy import Select, Update, select, update

from models.tables import Person, Webhook


def plain_authenticators(prefix: str) -> Select[int, str, str]:
    """Accounts whose authenticator's key stands as it is: number, handle, key; held."""
    return (
        select(Person.id, Person.handle, Person.totp_secret)
        .where(Person.totp_secret != "", ~Person.totp_secret.startswith(prefix, autoescape=True))
        .with_for_update()
    )


def authenticator_sealed(number: int, sealed: str) -> Update:
    """Put the sealed key in place."""
    return update(Person).where(Person.id == number).values(totp_secret=sealed)


def plain_webhooks(prefix: str) -> Select[int, int, str, str]:
    """Webhooks whose key stands as it is: number, organisation, address, key; held."""
    return (
        select(Webhook.id, Webhook.organisation_id, Webhook.url, Webhook.secret)
        .where(Webhook.secret != "", ~Webhook.secret.startswith(prefix, autoescape=True))
        .with_for_update()
    )


def webhook_sealed(number: int, sealed: str) -> Update:
    """Put the sealed key in place."""
    return update(Webhook).where(Webhook.id == number).values(secret=sealed)
