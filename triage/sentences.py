"""What a reason says in plain words, for people who never saw a matcher."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from domain.match import Reason
from matchers.score import counts_as

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Wording(NamedTuple):
    """A feature's short name and its sentence."""

    name: StrOrPromise
    sentence: StrOrPromise


# Log-odds of 8 are a chance of 0.9997: a bar of that length is full.
SUREST = 8.0

UNKNOWN = Wording(_("Another sign"), _("The matcher reported a sign this desk has no words for yet."))

WORDINGS: dict[str, Wording] = {
    "exact_text": Wording(
        _("Same words"), _("The listing uses the protected words; case, width and separators do not count.")
    ),
    "disguised_text": Wording(
        _("Disguised spelling"),
        _("The protected words are written with look-alike or invisible characters, or pulled apart."),
    ),
    "glued_text": Wording(_("Words run together"), _("The protected words stand inside a longer word.")),
    "shape_text": Wording(
        _("Look-alike characters"), _("The characters are others, but look like the protected ones.")
    ),
    "near_text": Wording(
        _("Nearly the same words"), _("The listing's words differ from the protected ones by one character.")
    ),
    "same_picture": Wording(
        _("Same picture"), _("A picture of the listing is the protected picture, byte for byte.")
    ),
    "copied_picture": Wording(
        _("Copied picture"), _("A picture of the listing looks like a protected picture.")
    ),
    "copy_hash": Wording(
        _("Alike at a glance"),
        _("The pictures' fingerprints differ in few bits; the pixels were not compared."),
    ),
    "copy_corners": Wording(
        _("Corners that agree"), _("So many details of the protected picture lie in their places.")
    ),
    "copy_edges": Wording(_("Outlines agree"), _("The outlines of both pictures coincide, cell by cell.")),
    "copy_texture": Wording(
        _("Surfaces agree"), _("The surfaces of both pictures coincide, whatever their colours.")
    ),
    "copy_tone": Wording(
        _("Light and dark agree"), _("What is light and what is dark coincides, or is inverted.")
    ),
    "copy_shown": Wording(
        _("Share that is shown"), _("So much of the protected picture is to be seen on the listing's.")
    ),
    "copy_area": Wording(
        _("Share of the picture"), _("So much of the listing's picture is covered by the protected one.")
    ),
    "brand_field": Wording(
        _("Given as the brand"), _("The seller states the protected words as the brand of the goods.")
    ),
    "alias_text": Wording(
        _("Another name"), _("Not the protected words themselves but another name of theirs was found.")
    ),
    "crowded": Wording(
        _("A crowd of names"),
        _("The listing names so much that only the surest places were judged; some were left out."),
    ),
    "goods_agree": Wording(_("Goods covered"), _("The goods belong to a class the right is registered for.")),
    "any_goods": Wording(_("All goods covered"), _("The right is not limited to certain goods.")),
    "goods_word": Wording(_("Goods named"), _("The listing names goods the right covers.")),
    "goods_unconfirmed": Wording(
        _("Goods unclear"), _("Nothing says that the goods are of a kind the right covers.")
    ),
    "inside_longer": Wording(
        _("Part of a longer name"), _("The words are part of a longer name that may be somebody else's.")
    ),
    "split_text": Wording(
        _("Characters split"), _("The protected characters are written as the parts they are made of.")
    ),
    "lookalike_text": Wording(
        _("Character of like shape"), _("A protected character is replaced by one that looks like it.")
    ),
    "homophone_text": Wording(
        _("Same sound"), _("Other characters that are pronounced as the protected words.")
    ),
    "mixed_text": Wording(
        _("Characters and pinyin"), _("Part of the protected words is written in Latin letters by its sound.")
    ),
    "pinyin_text": Wording(
        _("Pinyin"), _("The protected words are written in Latin letters by their sound.")
    ),
    "initials_text": Wording(
        _("Initial letters"), _("The first letters of the protected words' syllables stand for them.")
    ),
    "short_word": Wording(
        _("Short word"), _("The protected word is short, so words that resemble it are met by chance.")
    ),
    "common_word": Wording(
        _("A word of its own"),
        _("What the listing writes is a common word itself, so it may mean just that."),
    ),
    "inside_word": Wording(
        _("Inside a longer word"), _("A longer word holds the protected one and is probably another name.")
    ),
    "two_words": Wording(
        _("Across two words"), _("The end of one word and the beginning of the next make it up by accident.")
    ),
    "across_words": Wording(
        _("Cuts a word"),
        _("A common word begins or ends within the place, so the reading may be an accident."),
    ),
    "none_kept": Wording(
        _("No character kept"), _("It only sounds alike; not one protected character stands there.")
    ),
    "changed_end": Wording(
        _("First or last changed"), _("The letter or character readers hold on to is another one.")
    ),
    "bounded": Wording(
        _("Stands apart"), _("Spaces or signs set the place off from its neighbours, as a name.")
    ),
    "no_word": Wording(_("No word there"), _("Characters of the place stand in no word of the language.")),
    "letters_text": Wording(
        _("Letters of like shape"), _("Letters are replaced by others, or by pairs, that look like them.")
    ),
    "changed_last": Wording(
        _("Another ending"),
        _("The last letter is another one; names of different makers often differ there."),
    ),
    "two_edits": Wording(_("Two changes"), _("Two letters of the protected word are changed, not one.")),
    "chinese_edit": Wording(
        _("A character changed"),
        _("One whole character differs, which takes more of a name than one letter."),
    ),
    "other_character": Wording(
        _("Another character"),
        _("A character is replaced by one that neither looks nor sounds like it, as in another name."),
    ),
    "runs_on": Wording(
        _("Text runs on"),
        _("The text goes on beside it without a word's end, so a longer name may be meant."),
    ),
    "open_side": Wording(
        _("Not set apart"),
        _("It only sounds or looks alike, and the text beside it goes on without a word's end."),
    ),
    "longer_name": Wording(
        _("Name goes on"),
        _("The mark is only the beginning of a longer name, as names from other languages are written."),
    ),
    "own_brand": Wording(
        _("Brand of its own"),
        _("The word that resembles the mark stands in the brand field as it is, as a name of its own."),
    ),
    "own_shop": Wording(
        _("Shop of that name"),
        _("The shop bears the word that resembles the mark letter for letter, as a name of its own."),
    ),
    "heads_goods": Wording(
        _("Before the goods"), _("The word stands where a brand does: at the head, right before the goods.")
    ),
    "other_script": Wording(
        _("Foreign word"), _("A Latin word stands in a Chinese title, where it is hardly meant as a word.")
    ),
    "claimed_genuine": Wording(
        _("Called genuine"), _("The listing calls its goods genuine or original, as one does of a brand.")
    ),
    "named_in_title": Wording(
        _("Title says to fit"),
        _("The title names the mark for what the goods fit or are not; this is a repetition."),
    ),
    "service": Wording(_("A service"), _("Repair, cleaning or other work is offered on goods of any make.")),
    "in_seller": Wording(_("In the seller's name"), _("The words stand in the seller's name.")),
    "in_description": Wording(_("In the description"), _("The words stand in the description.")),
    "in_ocr": Wording(_("In a picture"), _("The words were read from a picture.")),
    "in_category": Wording(_("In the category"), _("The words stand in the platform's category only.")),
    "loose_fit": Wording(
        _("A part for it"), _("Parts or accessories are offered, and the mark seems to say what they fit.")
    ),
    "accessory": Wording(
        _("Part or accessory"), _("The goods are parts or accessories, which others may make for the mark's.")
    ),
    "comparison": Wording(
        _("Likened to it"),
        _("The listing compares its goods with the mark's: in its style, similar, instead."),
    ),
    "goods_required": Wording(
        _("Ordinary word, goods unclear"),
        _("An ordinary word counts only on goods its right covers, and nothing says so here."),
    ),
    "fake_words": Wording(
        _("Words that sell fakes"), _("The listing uses words by which sellers say that goods are copies.")
    ),
    "low_price": Wording(
        _("Far too cheap"), _("The price lies far below what the right holder's goods usually cost.")
    ),
    "sign_use": Wording(
        _("Used as a sign"), _("The words stand as a brand does: quoted, labelled, or beside words of trade.")
    ),
    "ordinary_word": Wording(
        _("Ordinary word"), _("The protected word is also an ordinary word, so the words alone say less.")
    ),
    "made_of_words": Wording(
        _("Made of words"),
        _("Every character met belongs to a common word, so the likeness may be an accident."),
    ),
    "named_by_words": Wording(
        _("Words of a mention"), _("The words around the mark are those of a part, a service or a denial.")
    ),
    "used_by_words": Wording(
        _("Words of a use"), _("The words around the mark are those by which goods are offered under it.")
    ),
    "nominative": Wording(
        _("Said to fit"), _("The listing names the mark to say what its goods fit, which may be allowed.")
    ),
    "disclaimer": Wording(_("Denied"), _("The listing says its goods do not come from the rights holder.")),
    "out_of_area": Wording(
        _("Other origin"), _("The stated place of origin lies outside the protected area.")
    ),
    "origin_unknown": Wording(
        _("Origin unknown"), _("The listing does not say where its goods come from, so a person must look.")
    ),
    "in_area": Wording(_("Rightful origin"), _("The goods come from the protected area.")),
    "out_of_season": Wording(
        _("Out of season"), _("Fresh goods are offered outside the season of the protected product.")
    ),
    "term": Wording(_("Not in force"), _("The right was not in force on the day the listing was captured.")),
    "to_confirm": Wording(
        _("To be confirmed"),
        _("Something about the right was not yet confirmed by a person; no notice may rest on it."),
    ),
    "basis_switched": Wording(
        _("Another basis"),
        _("The registration was not in force on the capture day; the claim rests on what stays besides it."),
    ),
    "guarded_word": Wording(
        _("Word of two meanings"),
        _("The word is a protected sign and also an honest word; what stands beside it decides."),
    ),
    "company_word": Wording(
        _("Named beside it"),
        _("A word that says whose sign is meant stands beside it: the event, the author, the publisher."),
    ),
    "company_picture": Wording(
        _("Pictured beside it"),
        _("A picture of the event's own signs stands beside the word."),
    ),
    "company_goods": Wording(
        _("On licensed goods"),
        _("The goods are of a class the event licenses, and the word stands on them."),
    ),
    "false_friend": Wording(
        _("False friend"),
        _("The word has an honest meaning of its own, and nothing beside it says that the sign is meant."),
    ),
    "event_goods": Wording(
        _("Goods of an event"),
        _("Goods such as events license are offered: pins, clothes, toys."),
    ),
    "told_of": Wording(
        _("Told of"),
        _("The name is spoken of in news, teaching, travel or property, and no goods are sold under it."),
    ),
    "neighbour_swap": Wording(
        _("From a neighbour"),
        _("The goods are from a place whose goods are passed off under this name."),
    ),
    "place_apart": Wording(
        _("Place and goods apart"),
        _("The title names the place and the goods, with something between them."),
    ),
    "evocation": Wording(
        _("Called to mind"),
        _("The name stands before words such as kind, type, flavour, same as: it is evoked for other goods."),
    ),
    "wrong_goods": Wording(
        _("Other goods under the name"),
        _("Flavoured or scented goods are sold under the name."),
    ),
    "empty_packaging": Wording(
        _("Packaging alone"),
        _("Empty boxes, labels or security codes with the name are sold."),
    ),
    "sign_without_code": Wording(
        _("Sign without a code"),
        _("The official sign is shown without the user's credit code."),
    ),
    "code_not_listed": Wording(
        _("Code not listed"),
        _("The credit code on the sign is none of an authorised user."),
    ),
    "code_of_another": Wording(
        _("Code of another"),
        _("The code on the sign is a user's, but not the seller's: look at the chain of supply first."),
    ),
    "code_listed": Wording(
        _("Code of a user"),
        _("The credit code on the sign is an authorised user's."),
    ),
    "old_sign": Wording(
        _("Old sign"),
        _("A sign of before 2021 is used, which is void."),
    ),
    "fresh_out_of_season": Wording(
        _("Fresh out of season"),
        _("Goods are called fresh in a month in which the protected product is not harvested."),
    ),
    "variety_name": Wording(
        _("Name of a variety"),
        _("Seedlings or seed are sold under the name of their variety, which is lawful."),
    ),
    "ingredient": Wording(
        _("Named as ingredient"),
        _("The name says what the goods are made of."),
    ),
    "propagating": Wording(
        _("Propagating material"),
        _("Seed, seedlings or scions are offered."),
    ),
    "harvested": Wording(
        _("Harvested goods"),
        _("Not seed but the harvest is offered, which the variety right does not reach by itself."),
    ),
    "numbers_missing": Wording(
        _("Numbers missing"),
        _("Numbers that seed must show are missing."),
    ),
    "numbers_named": Wording(
        _("Numbers shown"),
        _("All numbers that seed must show are there."),
    ),
    "grey_seed": Wording(
        _("Grey seed"),
        _("Words of unlabelled or relabelled seed stand there."),
    ),
    "piracy_words": Wording(
        _("Words of piracy"),
        _("Words stand there under which pirated copies are sold."),
    ),
    "no_piracy": Wording(
        _("Probably a genuine copy"),
        _("Nothing says that the copy is pirated; selling genuine copies is lawful."),
    ),
    "licensed": Wording(_("Licensed"), _("The seller has a licence for these goods.")),
    "licensed_by_name": Wording(
        _("Licensed by name only"),
        _("The seller bears a licensee's name; nothing else says that it is the licensee."),
    ),
    "goods_class": Wording(_("Other goods"), _("The right does not cover goods of this class.")),
    "picture_not_seen_again": Wording(
        _("Not seen again"),
        _("The picture could not be fetched again since the day given; the listing may show another by now."),
    ),
    "no_longer_matches": Wording(
        _("No longer matches"),
        _("The listing has changed and no longer shows what was found; a person closes the hit."),
    ),
}


class Told(NamedTuple):
    """A reason in words: `gate` marks one that was checked and adds nothing to the score."""

    name: StrOrPromise
    sentence: StrOrPromise
    reason: Reason
    gate: bool

    @property
    def odds(self) -> bool:
        """Whether its part counts in log-odds, and not in shares of the whole."""
        return counts_as(self.reason.feature) == "log-odds"


def told(reason: Reason) -> Told:
    """A reason with its words; an unknown feature keeps its key as the name."""
    wording = WORDINGS.get(reason.feature, UNKNOWN)
    name = wording.name if wording is not UNKNOWN else f"{gettext('Another sign')}: {reason.feature}"
    return Told(name, wording.sentence, reason, gate=not reason.weight)


def contribution(reason: Reason) -> float:
    """What a reason adds, in log-odds or as a share: see `matchers.score`."""
    return reason.weight * reason.score


def _pull(reason: Reason) -> float:
    """How strongly it pulls, whatever it counts in: a whole picture as much as the surest words."""
    return abs(contribution(reason)) / (SUREST if counts_as(reason.feature) == "log-odds" else 1.0)


def strongest_first(reasons: tuple[Reason, ...]) -> tuple[Told, ...]:
    """Reasons by what they add to the score or take from it, gates and remarks last."""
    ordered = sorted(reasons, key=lambda reason: (not reason.weight, -_pull(reason), -reason.score))
    return tuple(told(reason) for reason in ordered)
