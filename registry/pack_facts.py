"""What the rows of packs say of single rights: guarded words, bases by day, places, numbers."""

from __future__ import annotations

from collections.abc import Iterator

from domain.facts import Facts, GuardedWord
from domain.goods_packs import Variety, Work
from domain.indications import Indication, Protection, Registered
from domain.packs import Wording
from domain.special_marks import Basis, Company, Event, FalseFriend, Rests, Sign, SignKind

# Marks of collective or certified goods are trade marks; other names rest on what honest trade forbids.
_MARKS = frozenset({Protection.CERTIFICATION_MARK, Protection.COLLECTIVE_MARK})
_PROOF = Wording(
    zh="地理标志登记或者认定文件，以及足以引人误认的证据",
    en="the registration, and proof that buyers are misled",
)


def sign_facts(event: Event, sign: Sign) -> Facts:
    """What is known of one sign of an event."""
    return Facts(
        guarded=tuple(_guarded(event, sign)),
        masked=_masked(event),
        rests_on=tuple(one for one in event.rests_on if not one.kinds or sign.kind in one.kinds),
        event=sign.kind is SignKind.NAME,
    )


def _guarded(event: Event, sign: Sign) -> Iterator[GuardedWord]:
    done: set[str] = set()
    for text in sign.texts:
        friend = event.false_friend(text)
        if friend is None or friend.id in done:
            continue
        done.add(friend.id)
        yield GuardedWord(
            word=friend.word,
            others=friend.others,
            beside=event.event_words if Company.EVENT_WORD in friend.needs else (),
            picture=Company.PICTURE in friend.needs,
            goods=event.licensed_goods if Company.LICENSED_GOODS in friend.needs else (),
            honest=friend.honest,
        )


def _masked(event: Event) -> tuple[str, ...]:
    """Places named after an event: they hold an event's word and say nothing of the event."""
    said = {word.casefold() for word in event.event_words}
    found = [phrase for friend in event.false_friends for phrase in _phrases(friend)]
    return tuple(dict.fromkeys(one for one in found if any(word in one.casefold() for word in said)))


def _phrases(friend: FalseFriend) -> tuple[str, ...]:
    return (friend.word, *friend.others, *friend.honest)


def indication_facts(one: Indication) -> Facts:
    """What is known of one indication; a certification mark leads where there is one."""
    registered = sorted(one.registered, key=lambda reg: reg.protection not in _MARKS)
    return Facts(
        rests_on=tuple(_rests(reg) for reg in registered),
        wider=tuple(place for place in one.wider if not one.name.startswith(place)),
        neighbours=one.neighbours,
        evocations=one.evocations,
    )


def _rests(reg: Registered) -> Rests:
    mark = reg.protection in _MARKS
    return Rests(
        id=f"{reg.id}_basis",
        source=reg.source,
        standing=reg.standing,
        effective_from=reg.first_day,
        basis=Basis.TRADE_MARK if mark else Basis.INDICATION,
        when="always",
        law="trademark_law" if mark else "unfair_competition_law",
        topic="infringement",
        needs=None if mark else _PROOF,
    )


def variety_facts(variety: Variety) -> Facts:
    """What is known of one variety: the number its label must show."""
    return Facts(number=variety.number)


def work_facts(work: Work) -> Facts:
    """What is known of one work; a common title counts only beside its author or publisher."""
    beside = tuple(word for word in (*work.authors, work.publisher) if word)
    words = (*work.title.all, *work.others)
    guarded = (GuardedWord(word=words[0], others=words[1:], beside=beside),) if work.common_title else ()
    return Facts(title=True, guarded=guarded)
