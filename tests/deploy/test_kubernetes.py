"""The Kubernetes manifests, held to Kubernetes' own schemas and to what they promise. No cluster runs them here."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, RefResolver, ValidationError

from setup.terminal import PROJECT

ROOT = PROJECT / "deploy" / "kubernetes"
BASE, EXAMPLE = ROOT / "base", ROOT / "overlays" / "example"
VERSION = "1.33"
SHARED = "_definitions.json"
POD_KINDS = ("Deployment", "StatefulSet", "CronJob")


def kustomization(folder: Path) -> dict[str, Any]:
    """Returns what a folder puts together."""
    return dict(yaml.safe_load((folder / "kustomization.yaml").read_text()))


def documents(folder: Path) -> list[dict[str, Any]]:
    """Returns the objects of a folder's own files."""
    files = [folder / name for name in kustomization(folder)["resources"] if name.endswith(".yaml")]
    return [document for file in files for document in yaml.safe_load_all(file.read_text())]


OBJECTS = [*documents(BASE), *documents(EXAMPLE)]
NAMES = [f"{document['kind']}-{document['metadata']['name']}" for document in OBJECTS]


def pod(document: dict[str, Any]) -> dict[str, Any]:
    """Returns the template of an object's pods."""
    spec = document["spec"]["jobTemplate"]["spec"] if document["kind"] == "CronJob" else document["spec"]
    return dict(spec["template"])


PODS = [(name, pod(document)) for name, document in zip(NAMES, OBJECTS, strict=True) if document["kind"] in POD_KINDS]
OURS = [(name, found) for name, found in PODS if "guide/" in str(found["spec"]["containers"])]


def one(kind: str, name: str) -> dict[str, Any]:
    """Returns an object."""
    return OBJECTS[NAMES.index(f"{kind}-{name}")]


def schema_of(document: dict[str, Any]) -> Draft7Validator:
    """Returns what Kubernetes says of objects of this kind, unknown fields refused."""
    group, _, api_version = document["apiVersion"].rpartition("/")
    name = "-".join(filter(None, [document["kind"], group.split(".")[0], f"{api_version}.json"])).lower()
    schema = read_schema(name)
    store = {f"https://kubernetes.io/api/{SHARED}": read_schema(SHARED)}
    return Draft7Validator(schema, RefResolver("https://kubernetes.io/api/", schema, store))


@cache
def read_schema(name: str) -> dict[str, Any]:
    """Returns a file of Kubernetes' schemas, in their strict form."""
    package = find_spec("kubernetes_validate")
    assert package is not None and package.submodule_search_locations
    folder = Path(package.submodule_search_locations[0]) / "kubernetes-json-schema" / f"v{VERSION}.0-local-strict"
    return dict(json.loads((folder / name).read_text()))


@pytest.mark.parametrize("document", OBJECTS, ids=NAMES)
def test_every_object_is_one_of_kubernetes(document: dict[str, Any]) -> None:
    schema_of(document).validate(document)


def test_the_schemas_find_a_mistake() -> None:
    right = one("Deployment", "assistant")
    wrong = {**right, "spec": {**right["spec"], "replica": 2}}
    with pytest.raises(ValidationError, match="replica"):
        schema_of(wrong).validate(wrong)


def test_everything_that_is_put_together_is_there() -> None:
    for folder in (BASE, EXAMPLE):
        chosen = kustomization(folder)
        assert all((folder / name).exists() for name in chosen["resources"])
        # Whatever lies there is used.
        assert {file.name for file in folder.glob("*.yaml")} == {"kustomization.yaml", *chosen["resources"]} - {
            "../../base"
        }
    secrets = {one["name"]: one["envs"] for one in kustomization(EXAMPLE)["secretGenerator"]}
    assert all((EXAMPLE / f"{name}.example").is_file() for names in secrets.values() for name in names)
    maps = {one["name"] for one in kustomization(BASE)["configMapGenerator"]}
    for _, found in OURS:
        for container in (*found["spec"].get("initContainers", []), *found["spec"]["containers"]):
            named = [(kind, ref["name"]) for source in container["envFrom"] for kind, ref in source.items()]
            assert {name for kind, name in named if kind == "secretRef"} <= set(secrets)
            assert {name for kind, name in named if kind == "configMapRef"} <= maps
            assert container["image"] in {image["name"] for image in kustomization(EXAMPLE)["images"]}


def test_secrets_stand_in_no_file() -> None:
    for file in EXAMPLE.glob("*.example"):
        for line in file.read_text().splitlines():
            name, _, given = line.partition("=")
            assert not given or "PASSWORD@" in given or given.startswith("redis://"), f"{file.name}: {name}"


def test_each_process_gets_the_secrets_it_needs_alone() -> None:
    settings = {"stores": set(), "assistant": set(), "console": set()}
    for name, found in settings.items():
        found |= set(re.findall(r"^(\w+)=", (EXAMPLE / f"{name}.env.example").read_text(), re.MULTILINE))
    assert not {"GUIDE_WEBCHAT_SECRET", "GUIDE_HANDOFF_KEY"} & (settings["console"] | settings["stores"])
    assert "GUIDE_CONSOLE_SECRET" not in settings["assistant"] | settings["stores"]
    (action,) = one("Deployment", "actions")["spec"]["template"]["spec"]["containers"]
    assert [list(source) for source in action["envFrom"]] == [["configMapRef"]]


@pytest.mark.parametrize(("name", "found"), PODS, ids=[name for name, _ in PODS])
def test_nobody_runs_as_root_and_nothing_is_written_beside_volumes(name: str, found: dict[str, Any]) -> None:
    spec = found["spec"]
    assert spec["securityContext"]["runAsNonRoot"] and spec["securityContext"]["runAsUser"] > 0
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    for container in (*spec.get("initContainers", []), *spec["containers"]):
        kept = container["securityContext"]
        assert kept["allowPrivilegeEscalation"] is False and kept["capabilities"] == {"drop": ["ALL"]}
        # PostgreSQL's image writes its socket beside its data.
        assert kept.get("readOnlyRootFilesystem") or name == "StatefulSet-postgresql"
        assert {mount["name"] for mount in container.get("volumeMounts", [])} <= {
            volume["name"] for volume in (*spec.get("volumes", []), {"name": "data"})
        }


@pytest.mark.parametrize("name", ["assistant", "actions"])
def test_a_server_is_replaced_without_a_turn_lost(name: str) -> None:
    from runtime.stopping import LONGEST_SECONDS

    deployment = one("Deployment", name)["spec"]
    assert deployment["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert deployment["replicas"] >= 2
    spec = deployment["template"]["spec"]
    (container,) = spec["containers"]
    pause = re.search(r"sleep\((\d+)\)", container["lifecycle"]["preStop"]["exec"]["command"][-1])
    assert pause is not None
    # Longer than it takes until a server that is not ready is known as one.
    probe = container["readinessProbe"]
    assert int(pause[1]) > probe["periodSeconds"] * probe["failureThreshold"] + probe["timeoutSeconds"]
    own_end = LONGEST_SECONDS + 15 if name == "assistant" else 15
    assert spec["terminationGracePeriodSeconds"] > int(pause[1]) + own_end
    assert one("PodDisruptionBudget", name)["spec"]["maxUnavailable"] == 1
    scaler = one("HorizontalPodAutoscaler", name)["spec"]
    assert scaler["scaleTargetRef"]["name"] == name and scaler["minReplicas"] >= 2


def test_readiness_asks_whether_turns_can_be_taken_and_liveness_does_not() -> None:
    (container,) = one("Deployment", "assistant")["spec"]["template"]["spec"]["containers"]
    assert container["readinessProbe"]["httpGet"]["path"] == "/ready"
    # A database that is away is no reason to kill every server.
    assert container["livenessProbe"]["httpGet"]["path"] == "/"


def test_actions_and_figures_are_reached_from_inside_alone() -> None:
    (nobody,) = [one for one in OBJECTS if one["metadata"]["name"] == "nobody"]
    (labels,) = kustomization(BASE)["labels"]
    assert nobody["spec"]["podSelector"]["matchLabels"] == labels["pairs"] and labels["includeTemplates"]
    assert "ingress" not in nobody["spec"]
    callers = one("NetworkPolicy", "actions")["spec"]["ingress"][0]["from"]
    assert callers == [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "assistant"}}}]
    for rule in one("NetworkPolicy", "assistant")["spec"]["ingress"]:
        namespaces = [source["namespaceSelector"] for source in rule["from"] if "namespaceSelector" in source]
        if {"port": "metrics"} in rule["ports"]:
            assert [chosen["matchLabels"] for chosen in namespaces] == [{"kubernetes.io/metadata.name": "monitoring"}]
            assert rule["ports"] == [{"port": "metrics"}]
    for document in OBJECTS:
        if document["kind"] == "Service":
            assert document["spec"].get("type", "ClusterIP") == "ClusterIP"
            assert not {"metrics", 9105} & {port["targetPort"] for port in document["spec"]["ports"]}


def test_visitors_reach_the_channels_and_nothing_else() -> None:
    paths = one("Ingress", "visitors")["spec"]["rules"][0]["http"]["paths"]
    proxied = re.search(r"acl is_public path_beg (.*)", (PROJECT / "deploy" / "proxy" / "haproxy.cfg").read_text())
    assert proxied is not None
    assert [f"{path['path']}/" for path in paths] == proxied[1].split()
    assert "/webhooks/rest/" not in proxied[1] and "/webhooks/desk/" not in proxied[1]
