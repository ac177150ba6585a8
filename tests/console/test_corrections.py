"""Corrections: who may say and approve what, what is refused, and what is written into the training data."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from rasa.shared.nlu.training_data.loading import load_data

import privacy
from console.corrections import deciding, gathering, queue, training
from console.corrections.training import Entity, Example, Training
from console.models import Access, Change, Correction, Message, Sentence
from console.reader import store
from setup.terminal import PROJECT

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
Write = Callable[..., int]
Read = Callable[[], None]


@pytest.fixture
def project(tmp_path: Path, settings: Any) -> Path:
    """A working tree of the test's own, with the real training data, and an evaluation set with one sentence."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT / "data" / "nlu", folder / "data" / "nlu")
    shutil.copy(PROJECT / "domain.yml", folder)
    (folder / "tests" / "nlu").mkdir(parents=True)
    held_out = {"sentences": [{"text": "Never train on me, please!", "intent": "greet"}]}
    (folder / "tests" / "nlu" / "held.yml").write_text(yaml.safe_dump(held_out), encoding="utf-8")
    settings.GUIDE = dataclasses.replace(settings.GUIDE, project=folder, api_token=None)
    return folder


@pytest.fixture
def typed(write: Write, read: Read) -> Callable[..., Message]:
    """Has a visitor type something that the assistant is unsure of."""

    def say(text: str, confidence: float = 0.3, sender: str = "webchat:typed", **more: Any) -> Message:
        parse = {
            "intent": {"name": "inform" if confidence > 0.5 else "nlu_fallback", "confidence": confidence},
            "entities": [],
            **more,
        }
        event = {"event": "user", "text": text, "parse_data": parse, "timestamp": time.time()}
        pk = write(sender, event)
        read()
        return Message.objects.get(pk=pk)

    return say


def decide(client: Client, message: Message, do: str, label: str = "", *rows: tuple[str, int, str, str]) -> Any:
    """Sends the form of a sentence; returns the answer."""
    columns = {name: [str(row[n]) for row in rows] for n, name in enumerate(("words", "nth", "entity", "value"))}
    return client.post(reverse("decide", args=[message.pk]), {"do": do, "label": label, "show": "unsure", **columns})


def examples(project: Path, label: str) -> list[Any]:
    """Returns the examples of a label as Rasa itself reads them."""
    found = load_data(str(project / "data" / "nlu")).intent_examples
    return [message for message in found if message.get_full_intent() == label]


def test_what_a_reviewer_says_and_a_lead_approves_is_written_where_it_belongs(
    project: Path, typed: Callable[..., Message], login: Login
) -> None:
    rita, lea = login("reviewer", name="rita"), login("lead", name="lea")
    text = "texas or 🤓🤓 Texas or texas, wat do they erarn"
    message = typed(text)
    before = (project / "data" / "nlu" / "salary.yml").read_text(encoding="utf-8")
    label = next(name for name, file in training.load(project).files.items() if file.stem == "salary")
    assert decide(rita, message, "propose", label, ("texas", 2, "area", "TX")).status_code == 302
    assert decide(rita, message, "approve").status_code == 403
    assert rita.post(reverse("corrections-patch")).status_code == 403
    call_command("corrections", "export", project=project)
    assert (project / "data" / "nlu" / "salary.yml").read_text(encoding="utf-8") == before, "nobody has approved it"
    assert decide(lea, message, "approve").status_code == 302
    correction = Correction.objects.get()
    assert (correction.state, correction.by.username, correction.approved_by.username) == ("approved", "rita", "lea")
    call_command("corrections", "export", project=project)
    after = (project / "data" / "nlu" / "salary.yml").read_text(encoding="utf-8")
    added = set(after.splitlines()) - set(before.splitlines())
    assert added == {'    - texas or 🤓🤓 Texas or [texas]{"entity": "area", "value": "TX"}, wat do they erarn'}
    assert after.count("\n") == before.count("\n") + 1, "every other line, comments too, is as it was"
    learnt = next(m for m in examples(project, label) if m.get("text") == text)
    place = text.rindex("texas")
    named = {"start": place, "end": place + 5, "entity": "area", "value": "TX"}
    assert {name: learnt.get("entities")[0][name] for name in named} == named
    assert Correction.objects.get().state == "exported"
    assert "already" in decide(lea, message, "approve").content.decode()
    assert "exported already" in decide(lea, message, "dismiss").content.decode()
    assert Access.objects.filter(what="export", detail__startswith="1 corrections into").exists()
    call_command("corrections", "export", project=project)
    assert (project / "data" / "nlu" / "salary.yml").read_text(encoding="utf-8") == after, "not twice"


def test_the_patch_applies_and_an_unapplied_one_is_given_again(
    project: Path, typed: Callable[..., Message], login: Login
) -> None:
    lea = login("lead", name="lea")
    first, second = typed("wut u do all day lol"), typed("any cash for vets who wanna code", sender="webchat:other")
    decide(lea, first, "approve", "ask_help")
    decide(lea, second, "approve", "thank")
    answer = lea.post(reverse("corrections-patch"))
    assert answer.headers["Content-Disposition"].endswith('.patch"')
    (project / "p.patch").write_bytes(answer.content)
    assert "nothing to export" in lea.post(reverse("corrections-patch"), follow=True).content.decode()
    assert decide(lea, second, "return").status_code == 302
    assert Correction.objects.get(key=deciding.key_of(second)).state == "approved"
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    subprocess.run(["git", "apply", "p.patch"], cwd=project, check=True)
    assert any(m.get("text") == second.text for m in examples(project, "thank"))
    assert decide(lea, first, "return").status_code == 200, "it is in the training data now"


def test_what_must_not_be_trained_on_is_refused_with_the_reason(
    project: Path, typed: Callable[..., Message], login: Login
) -> None:
    rita = login("reviewer", name="rita")
    known = training.load(project)
    trained, label = next((text, name) for text, name in known.known.items() if name == "thank" and " " in text)
    for number, (text, wanted, reason) in enumerate(
        (
            ("never TRAIN on me... please", "greet", "evaluation set"),
            (f"{trained.upper()}!!", label, "already"),
            (trained, "goodbye", f"says otherwise: this sentence is an example of {label} (social.yml)"),
            ("[name] [email] hi", "greet", "masked personal data"),
            ("the [best](area:TX) one", "greet", "brackets"),
            ("x" * 300, "greet", "at most 250"),
            ("what about a new thing", "no_such_intent", "No intent of the training data"),
            ("what about a new thing", "ask_cost", "Which one?"),
        )
    ):
        message = typed(text, sender=f"webchat:refused-{number}")
        answer = decide(rita, message, "propose", wanted)
        assert answer.status_code == 200
        assert reason in answer.content.decode().replace("&#x27;", "'"), text
    assert not Correction.objects.exists()


def test_entities_are_checked(project: Path, typed: Callable[..., Message], login: Login) -> None:
    rita, message = login("reviewer"), typed("how about ohio and ohio state")
    for rows, reason in (
        ([("ohio", 3, "area", "OH")], "does not stand there 3 times"),
        ([("ohio", 1, "planet", "OH")], "Which entity"),
        ([("ohio", 1, "area", 'O"H')], "not an entity"),
        ([("ohio state", 1, "institution", "1"), ("ohio", 2, "area", "OH")], "share words"),
    ):
        assert reason in decide(rita, message, "propose", "inform", *rows).content.decode(), reason
    assert decide(rita, message, "propose", "inform", ("ohio", 2, "area", "OH")).status_code == 302
    assert Correction.objects.get().entities == [[19, 23, "area", "OH"]]


def test_masks_stay_masks(project: Path, typed: Callable[..., Message], login: Login) -> None:
    text = "my name is [name] and i wanna know what [email] asked"
    decide(login("lead"), typed(text), "approve", "greet")
    call_command("corrections", "export", project=project)
    assert text in [m.get("text") for m in examples(project, "greet")]
    assert all(training.MARK.fullmatch(mark) for mark in privacy.MARKS.values()), "every mark of the store is known"


def test_what_rasa_reads_is_what_was_meant() -> None:
    text = "a 🎓 bachelor's, or a bachelor's in [name]'s état"
    entities = (Entity(4, 14, "education_level", "bachelors"), Entity(23, 33, "credential", "bachelors"))
    written = training.inline(Example(text, "greet", entities))
    assert training.read_inline(written) == (text, entities)
    from rasa.shared.nlu.training_data import entities_parser

    found = entities_parser.find_entities_in_training_example(written)
    assert entities_parser.replace_entities(written) == text
    assert [(e["start"], e["end"], e["entity"], e["value"]) for e in found] == [
        dataclasses.astuple(e) for e in entities
    ]


def test_comments_order_and_style_of_a_file_stay(tmp_path: Path) -> None:
    before = (
        'version: "3.1"\n\n# Origin: by hand.\nnlu:\n# the first\n- intent: a/b  # why\n  examples: |\n    - one\n'
        "    - two\n\n# the second\n- intent: c\n  examples: |\n    - three\n# the end\n"
    )
    file = tmp_path / "topic.yml"
    file.write_text(before, encoding="utf-8")
    known = Training(tmp_path, {"a/b": file, "c": file}, {}, frozenset(), ())
    new = [Example("new: #1 \"one\" 'x' \\", "a/b"), Example("- dash", "c"), Example("last", "c")]
    _, after = training.written(known, new)[file]
    lines = after.splitlines()
    for line in ("    - new: #1 \"one\" 'x' \\", "    - - dash", "    - last"):
        lines.remove(line)
    assert "\n".join(lines) + "\n" == before
    content = yaml.safe_load(after)["nlu"]
    assert [entry["examples"].splitlines()[-1] for entry in content] == ["- new: #1 \"one\" 'x' \\", "- last"]


def test_every_file_of_the_training_data_keeps_all_its_lines(project: Path) -> None:
    known = training.load(project)
    files = sorted(set(known.files.values()))
    labels = [next(label for label, file in known.files.items() if file == path) for path in files]
    written = training.written(known, [Example(f"new in {label}", label) for label in labels])
    assert list(written) == files
    for before, after in written.values():
        lines = after.splitlines()
        added = [line for line in lines if line.startswith("    - new in ")]
        assert len(added) == 1
        lines.remove(added[0])
        assert lines == before.splitlines()


def test_decisions_are_undone_by_who_made_them_as_long_as_nobody_built_on_them(
    project: Path, typed: Callable[..., Message], login: Login
) -> None:
    rita, lea, message = login("reviewer", name="rita"), login("lead", name="lea"), typed("wot is dis guide for m8")
    undo = reverse("undo-correction")
    decide(rita, message, "propose", "ask_help")
    decide(rita, message, "dismiss")
    assert Correction.objects.get().state == "dismissed"
    rita.post(undo)
    assert (Correction.objects.get().state, Correction.objects.get().label) == ("proposed", "ask_help")
    decide(lea, message, "approve")
    assert "Not undone: lea approved" in rita.post(undo, follow=True).content.decode()
    lea.post(undo)
    assert Correction.objects.get().approved_by is None
    rita.post(undo)
    assert not Correction.objects.exists()
    assert "nothing of yours" in rita.post(undo, follow=True).content.decode()
    decide(lea, message, "approve", "ask_help")
    call_command("corrections", "export", project=project)
    lea.post(undo)
    assert Correction.objects.get().state == "exported"
    assert not Change.objects.filter(what=deciding.KIND, undone=False).exists()


def test_what_was_approved_is_looked_at_again_when_it_is_exported(
    project: Path, typed: Callable[..., Message], login: Login
) -> None:
    lea = login("lead")
    decide(lea, typed("thx a bunch m8 ur great"), "approve", "thank")
    held_out = {"sentences": [{"text": "Thx a bunch, m8: ur great", "intent": "thank"}]}
    (project / "tests" / "nlu" / "later.yml").write_text(yaml.safe_dump(held_out), encoding="utf-8")
    page = lea.get(f"{reverse('corrections')}?show=approved").content.decode()
    assert "Left out" in page and "evaluation set" in page
    call_command("corrections", "export", project=project)
    assert Correction.objects.get().state == "approved"


def test_a_page_works_without_the_assistant_and_without_training_data(
    project: Path, typed: Callable[..., Message], login: Login, settings: Any
) -> None:
    rita, message = login("reviewer"), typed("hru guide bot thing")
    address = reverse("correct", args=[message.pk])
    page = rita.get(address).content.decode()
    assert "GUIDE_API_TOKEN is not set" in page
    settings.GUIDE = dataclasses.replace(settings.GUIDE, api_token="t" * 32, assistant="http://127.0.0.1:9")
    page = rita.get(address).content.decode()
    assert "it does not answer" in page and "t" * 32 not in page
    settings.GUIDE = dataclasses.replace(settings.GUIDE, project=project / "nothing")
    assert "cannot be read" in rita.get(address).content.decode()
    assert rita.get(reverse("correct", args=[1 << 40])).status_code == 404


def test_the_queue_holds_what_was_unsure_and_groups_it_by_meaning(
    encoder_path: Path, project: Path, typed: Callable[..., Message], login: Login, write: Write, read: Read
) -> None:
    for sender in ("a", "b", "c"):
        typed("how much is tuition for this", 0.2, f"webchat:{sender}")
    typed("what would tuition cost me", 0.4, "webchat:d")
    typed("which robots play football", 0.1, "webchat:e")
    typed("surely understood", 0.9, "webchat:f")
    praised = typed("what is the pay then", 0.9, "webchat:g")
    write("webchat:g", {"event": "bot", "text": "An answer", "timestamp": time.time()})
    read()
    store.mark_feedback(
        [(Message.objects.filter(conversation=praised.conversation, sender="assistant").get().pk, "down", None, 0)]
    )
    typed("/ask_role", 1.0, "webchat:h")
    call_command("corrections", "gather")

    def texts(show: str) -> list[str]:
        return [row.text for row in queue.rows(show)]

    # Others are from the assistant's own conversations, of which today's model may be more or less sure.
    waiting = texts("unsure")
    assert waiting[0] == "which robots play football"
    assert {"how much is tuition for this", "what would tuition cost me", "what is the pay then"} < set(waiting)
    assert "surely understood" not in waiting
    assert texts("asked")[0] == "how much is tuition for this"
    assert texts("down") == ["what is the pay then"]
    grouped = queue.rows("groups")
    assert grouped[0].size == 2 and {row.text for row in grouped[:2]} == set(texts("asked")) & {
        "how much is tuition for this", "what would tuition cost me"
    }  # fmt: skip
    assert grouped[0].title == grouped[0].text
    lea = login("lead")
    first = Message.objects.get(pk=queue.rows("unsure")[0].message)
    answer = decide(lea, first, "propose", "goodbye")
    assert answer.url == f"/corrections/{queue.rows('unsure')[0].message}/?show=unsure", "the next one"
    assert texts("unsure") == waiting[1:]
    vectors = dict(Sentence.objects.values_list("key", "vector"))
    Message.objects.filter(conversation=praised.conversation).delete()
    Message.objects.filter(pk=first.pk).delete()
    call_command("corrections", "gather")
    assert texts("down") == []
    assert not Correction.objects.exists(), "it goes with what it was made of"
    assert all(bytes(vectors[s.key]) == bytes(s.vector) for s in Sentence.objects.all())


def test_groups_are_named_by_their_middle(encoder_path: Path) -> None:
    from encoder.encoder import SentenceEncoder

    texts = ["is tuition free", "what does tuition cost", "tuition price please", "do robots dream", "tuition cost"]
    names = gathering.group(texts, SentenceEncoder.open(encoder_path).encode(texts))
    assert names[3] == ""
    assert len({names[n] for n in (1, 2, 4)}) == 1
    assert names[1] in texts
    assert gathering.group([], SentenceEncoder.open(encoder_path).encode([])) == []
