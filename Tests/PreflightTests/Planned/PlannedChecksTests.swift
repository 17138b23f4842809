import Testing
import Value

@testable import Preflight

/// What becomes of rights, objects and CRDs that are about to be applied.
@Suite struct PlannedChecksTests {
    // MARK: - Rendering

    static let rendering = [
        PlannedCase(
            "objects", objects: PlannedCase.deployment() + PlannedCase.deployment("other"), verdict: "pass",
            says: ["2 objects would be applied (operator keda)", "operator keda: 2 objects"]),
        PlannedCase("one", objects: PlannedCase.deployment(), verdict: "pass", says: ["1 object would be applied"]),
        PlannedCase("unchanged", verdict: "pass", says: ["all is there already"]) { $0.isUnchanged = true },
        PlannedCase("none", facts: "rendered: []", verdict: "pass", says: ["nothing would be applied"]),
        PlannedCase(
            "no chart", verdict: "unknown",
            says: ["operator keda cannot be rendered: cannot get oci://a", "log in to the registry"]
        ) { part in
            part.unknown = UnknownReason(.failed, "cannot get oci://a")
            part.next = "log in to the registry"
        },
        PlannedCase(
            "forbidden", verdict: "unknown", says: ["cannot be rendered: cannot list secrets", "let the caller"]
        ) {
            $0.unknown = UnknownReason(.forbidden, "cannot list secrets", verb: "list", resource: "secrets")
        },
    ]

    @Test(arguments: rendering) func saysWhatWillBe(planned: PlannedCase) throws {
        try planned.expect(check: "rendering")
    }

    // MARK: - Permissions

    private static func access(_ gaps: String, wishes: String = "[]", unasked: String = "[]") -> String {
        "access: {gaps: \(gaps), wishes: \(wishes), unasked: \(unasked), role: ''}"
    }

    private static let gap = """
        {owner: operator keda, line: 'create deployments.apps "web" in namespace "keda"', namespace: keda}
        """
    private static let lease = "[{owner: operator keda, line: 'get leases.coordination.k8s.io', namespace: keda}]"

    static let permissions = [
        PlannedCase(
            "all gaps at once",
            facts: access("[\(gap), {owner: model a/b, line: create namespaces, namespace: ''}]"), verdict: "fail",
            says: [
                "the caller may not create deployments.apps \"web\" in namespace \"keda\"; create namespaces",
                "--print-role FILE", "operator keda: create deployments", "model a/b: create namespaces",
            ]),
        PlannedCase(
            "a gap outweighs what is not known", facts: access("[\(gap)]", unasked: "[bind x]"), verdict: "fail",
            says: ["not known: bind x"]),
        PlannedCase(
            "not all was told", facts: access("[]", unasked: "['bind roles: no answer']"), verdict: "unknown",
            says: ["whether the caller has all rights is not known: bind roles: no answer"]),
        PlannedCase(
            "goes without leases", objects: PlannedCase.deployment(), facts: access("[]", wishes: lease),
            verdict: "pass",
            says: ["the caller may do what operator keda takes", "operator keda goes without: get leases"]),
        PlannedCase("nothing to do", facts: access("[]"), verdict: "pass", says: ["which takes no rights"]) {
            $0.isUnchanged = true
        },
        PlannedCase(
            "one is not rendered", facts: access("[]"), verdict: "unknown",
            says: ["which rights operator keda takes is not known", "see the check rendering"]
        ) { $0.unknown = UnknownReason(.failed, "no chart") },
    ]

    @Test(arguments: permissions) func rightsAreToldInOneList(planned: PlannedCase) throws {
        try planned.expect(check: "permissions")
    }

    // MARK: - Admission

    /// What the server says of some objects; `more` are members in YAML, in place of the usual ones.
    private static func admission(_ entries: (result: String, name: String, more: String)...) -> String {
        let usual = [
            ("message", "words"), ("fields", "[]"), ("managers", "[]"), ("dropped", "[]"), ("builtIn", "false"),
            ("tolerated", "false"), ("seen", "true"), ("next", "do it"), ("code", "''"), ("verb", "''"),
            ("resource", "''"),
        ]
        let lines = entries.map { entry in
            let more = entry.more.isEmpty ? [] : [entry.more]
            let members = usual.filter { !", \(entry.more)".contains(", \($0.0): ") }.map { "\($0.0): \($0.1)" }
            let head = "owner: operator keda, object: Deployment.apps keda/\(entry.name), result: \(entry.result)"
            return "{\(([head] + members + more).joined(separator: ", "))}"
        }
        return "admission: [\(lines.joined(separator: ", "))]"
    }

    static let admissions = [
        PlannedCase(
            "the server's words_R6_R13_F26",
            facts: admission(
                ("accepted", "a", ""), ("refused", "b", "message: 'spec.x: Required value'"),
                ("refused", "c", "message: 'admission webhook \"w\" denied the request: no'")), verdict: "fail",
            says: [
                "the server refuses Deployment.apps keda/b: spec.x: Required value; Deployment.apps keda/c: admission "
                    + "webhook \"w\" denied the request: no", "operator keda, Deployment.apps keda/b",
            ], omits: ["keda/a"]),
        PlannedCase(
            "a refusal outweighs what is not known",
            facts: admission(("unknown", "a", "code: timeout"), ("refused", "b", "")), verdict: "fail",
            says: ["keda/b"]),
        PlannedCase(
            "no right to write",
            facts: admission(
                ("unknown", "a", "code: forbidden, message: cannot patch"), ("unknown", "b", "code: forbidden"),
                ("accepted", "c", "")), verdict: "unknown",
            says: ["2 of 3 objects could not be put to the server: cannot patch", "--print-rbac=admission"]),
        PlannedCase(
            "a webhook without dry runs",
            facts: admission(("unknown", "a", "code: failed, message: does not support dry run")),
            verdict: "unknown", says: ["keda/a is not known: does not support dry run", "a webhook that is down"]),
        PlannedCase(
            "timed out", facts: admission(("unknown", "a", "code: timeout, message: no answer")), verdict: "unknown",
            says: ["no answer"]),
        PlannedCase(
            "later", facts: admission(("accepted", "a", ""), ("deferred", "b", "message: namespace x is to come")),
            verdict: "pass",
            says: ["the server takes 1 of 2 objects", "is still to come", "keda/b: deferred, namespace x is to come"]),
        PlannedCase(
            "all", facts: admission(("accepted", "a", "")), verdict: "pass",
            says: ["the server takes 1 of 1 objects"], omits: ["to come"]),
        PlannedCase(
            "nothing could be put to it",
            facts: admission(("deferred", "a", "message: namespace x is to come"), ("deferred", "b", "")),
            verdict: "pass", says: ["none of 2 objects could be put to the server yet", "keda/a: namespace x"],
            omits: ["the server takes"]),
        PlannedCase(
            "what others judge is not taken",
            facts: admission(
                ("accepted", "a", ""), ("conflict", "b", ""), ("foreign", "c", ""), ("immutable", "d", ""),
                ("pruned", "e", "")), verdict: "pass",
            says: [
                "the server takes 1 of 5 objects; 2 are for the check existing-objects; 1 are for the check "
                    + "immutable-fields; 1 are for the check pruned-fields", "keda/e: pruned, words",
            ], omits: ["to come"]),
        PlannedCase("none", facts: "admission: []", verdict: "pass", says: ["nothing is to be applied"]),
        PlannedCase(
            "one is not rendered", facts: "admission: []", verdict: "unknown", says: ["see the check rendering"]
        ) { $0.unknown = UnknownReason(.failed, "no chart") },
    ]

    @Test(arguments: admissions) func theServerIsAsked(planned: PlannedCase) throws {
        try planned.expect(check: "admission")
    }

    static let pruned = [
        PlannedCase(
            "fields that the server does not know_R5",
            facts: admission(("pruned", "a", "fields: [.spec.new, .spec.more]")), verdict: "fail",
            says: ["keda/a has fields that the server does not know: .spec.new, .spec.more", "do it"]),
        PlannedCase(
            "fields that a CRD drops_R5", facts: admission(("accepted", "a", "dropped: [spec.new], next: ''")),
            verdict: "fail", says: ["keda/a would lose spec.new", "bring its CRD to the version"]),
        PlannedCase(
            "a field that an old server drops",
            facts: admission(("accepted", "a", "dropped: [spec.new], builtIn: true")),
            verdict: "warn", says: ["keda/a goes without spec.new"]),
        PlannedCase(
            "asked for", facts: admission(("pruned", "a", "fields: [.spec.new], tolerated: true")), verdict: "warn",
            says: ["goes without .spec.new"]),
        PlannedCase(
            "not tried", facts: admission(("unknown", "a", ""), ("accepted", "b", "")), verdict: "unknown",
            says: ["whether fields of 1 objects would be lost is not known"]),
        PlannedCase(
            "other refusals", facts: admission(("refused", "a", ""), ("deferred", "b", "")), verdict: "pass"),
    ]

    @Test(arguments: pruned) func lostFieldsAreTold(planned: PlannedCase) throws {
        try planned.expect(check: "pruned-fields")
    }

    static let immutable = [
        PlannedCase(
            "a role that cannot change_R19",
            facts: admission(("immutable", "a", "fields: [roleRef], message: cannot change roleRef")), verdict: "fail",
            says: ["keda/a cannot be changed in roleRef", "do it", "cannot change roleRef"]),
        PlannedCase(
            "made anew", facts: admission(("immutable", "a", "fields: [spec.selector], tolerated: true")),
            verdict: "warn", says: ["keda/a would be removed and made anew", "--recreate-immutable"]),
        PlannedCase("not tried", facts: admission(("unknown", "a", "")), verdict: "unknown"),
        PlannedCase("others", facts: admission(("refused", "a", ""), ("accepted", "b", "")), verdict: "pass"),
    ]

    @Test(arguments: immutable) func immutableFieldsAreTold(planned: PlannedCase) throws {
        try planned.expect(check: "immutable-fields")
    }

    static let existing = [
        PlannedCase(
            "of another release_R24",
            facts: admission(("foreign", "a", "message: belongs to release b/c"), ("conflict", "d", "")),
            verdict: "fail",
            says: ["keda/a is there already, and belongs to release b/c", "remove what is in the way", "keda/d: words"]),
        PlannedCase(
            "fields of others_R27",
            facts: admission(("conflict", "a", "fields: [.spec.replicas], managers: [hpa], message: has set them")),
            verdict: "fail", says: ["keda/a: has set them", "do it", ".spec.replicas of hpa"]),
        PlannedCase(
            "left to the driver", facts: admission(("conflict", "a", "tolerated: true")), verdict: "warn",
            says: ["--driver native"]),
        PlannedCase(
            "not seen", facts: admission(("unknown", "a", "seen: false"), ("accepted", "b", "")), verdict: "unknown",
            says: ["whether Deployment.apps keda/a belongs to others could not be seen"]),
        PlannedCase("seen, though not tried", facts: admission(("unknown", "a", "")), verdict: "pass"),
        PlannedCase(
            "seen, though a dry run takes more rights", facts: admission(("unknown", "a", "code: forbidden")),
            verdict: "pass"),
        PlannedCase(
            "the server says nothing", facts: admission(("unknown", "a", "code: timeout"), ("accepted", "b", "")),
            verdict: "unknown", says: ["whether Deployment.apps keda/a belongs to others could not be seen"]),
    ]

    @Test(arguments: existing) func whatIsInTheWayIsTold(planned: PlannedCase) throws {
        try planned.expect(check: "existing-objects")
    }

    // MARK: - Sizes

    private static let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big, namespace: keda}\n"

    private static func text(_ bytes: Int) -> String { String(repeating: "x", count: bytes) }

    static let sizes = [
        PlannedCase("small", objects: map, verdict: "pass", says: ["the largest of 1 objects has"]),
        PlannedCase("none", verdict: "pass", says: ["nothing is to be applied"]) { $0.isUnchanged = true },
        PlannedCase(
            "too large an object",
            objects: "apiVersion: a.test/v1\nkind: Big\nmetadata: {name: big}\nspec: \(text(1_600_000))\n",
            verdict: "fail", says: ["Big.a.test big has", "a cluster stores 1572864"]),
        PlannedCase(
            "annotations_R26",
            objects: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big, annotations: {a: \(text(262_144))}}\n",
            verdict: "fail", says: ["ConfigMap big has 262145 bytes of annotations"]),
        PlannedCase(
            "annotations that just fit",
            objects: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big, annotations: {a: \(text(262_143))}}\n",
            verdict: "pass"),
        PlannedCase(
            "data", objects: "\(map)data: {a: \(text(1_048_577))}\n", verdict: "fail",
            says: ["ConfigMap keda/big holds 1048577 bytes of data"]),
        PlannedCase("a record", verdict: "fail", says: ["the record of operator keda has 1040385 bytes packed"]) {
            $0.recordBytes = 1_040_385
        },
        PlannedCase("a record that fits", verdict: "pass") { $0.recordBytes = 1_040_384 },
    ]

    @Test(arguments: sizes) func sizesAreBounded(planned: PlannedCase) throws {
        try planned.expect(check: "object-sizes")
    }

    // MARK: - CRDs

    private static func crd(_ refusal: Value = .null, left: Value = .null, present: Bool = true) -> Value {
        [
            "name": "things.a.test", "present": .bool(present), "refusal": refusal, "left": left,
            "next": ["groundcrew crds migrate things.a.test"],
            "findings": [
                [
                    "class": "stored-version-removed", "version": "v1", "path": "spec.versions[v1]",
                    "message": "would go", "effect": "refused",
                ]
            ],
        ]
    }

    static let crds = [
        PlannedCase(
            "stored versions_R25", verdict: "fail",
            says: [
                "operator keda, CRD things.a.test: v1 would go", "groundcrew crds migrate",
                "things.a.test: spec.versions[v1] would go (stored-version-removed)",
            ]
        ) { $0.crds = [crd("v1 would go")] },
        PlannedCase("harmless", verdict: "pass", says: ["1 of 1 CRDs are there already", "would go"]) {
            $0.crds = [crd()]
        },
        PlannedCase("left", verdict: "pass", says: ["things.a.test is left as it is: it belongs to Flux"]) {
            $0.crds = [crd(left: "it belongs to Flux")]
        },
        PlannedCase("new", verdict: "pass", says: ["no CRD that is there would change"]) {
            $0.crds = [crd(present: false)]
        },
        PlannedCase(
            "not to be seen", verdict: "unknown",
            says: ["what becomes of the CRDs of operator keda is not known: cannot get", "let the caller get crds"]
        ) { $0.crdsUnknown = UnknownReason(.forbidden, "cannot get crds", verb: "get", resource: "crds") },
    ]

    @Test(arguments: crds) func upgradesOfCRDsAreJudged(planned: PlannedCase) throws {
        try planned.expect(check: "crd-upgrades")
    }
}
