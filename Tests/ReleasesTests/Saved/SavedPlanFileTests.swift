import Charts
import Kubernetes
import Repositories
import Testing
import Value

@testable import Releases

/// Saved plans as files: nothing here asks a cluster.
@Suite struct SavedPlanFileTests {
    static let release = ReleaseName(name: "demo", namespace: "apps")

    static func plan(
        _ options: ReleaseOptions = ReleaseOptions(mode: .upgradeOrInstall), values: Object = ["text": "s3cret"]
    ) throws -> SavedPlan {
        let request = ReleaseRequest(
            name: "demo", namespace: "apps", chart: try TestChart.changing.reference(), values: values,
            createsNamespace: true, waits: true, timeout: .milliseconds(90_500), labels: ["team": "gpu"],
            options: options)
        var record = StoredRelease(body: [
            "name": "demo", "namespace": "apps", "version": 3, "info": ["status": "pending-upgrade"],
            "manifest": "---\nkind: ConfigMap\n", "config": ["text": "s3cret"],
        ])
        record.labels = ["team": "gpu"]
        record.kind = .configMap
        let revision = SavedRevision(
            verb: .upgrade, request: request, record: record, crds: ["gears.example.com"],
            objects: [
                .init(path: "changing/templates/map.yaml", value: ["kind": "ConfigMap", "data": ["ratio": 0.5]])
            ],
            warnings: ["odd"])
        return SavedPlan(.make(revision))
    }

    @Test func aPlanComesBackAsItWas() throws {
        let options = ReleaseOptions(
            mode: .upgrade, crds: .create, onFailure: .rollback, historyLimit: 3, description: "why",
            takesOwnership: true,
            fieldChoices: FieldChoices(
                takesAll: true, take: [try FieldSelector(".spec.replicas")], takeFrom: ["kubectl"],
                leave: [try FieldSelector("Deployment/web:.spec.paused")], leaveTo: ["hpa"]),
            fieldValidation: .warn, recreatesImmutable: true, runsHooks: false,
            acceptedCRDChanges: [.fieldRemoved], waitsForJobs: true, idleTimeout: .milliseconds(90_500))
        let plan = try Self.plan(options, values: ["whole": 3.0, "count": 3, "big": .number("123456789012345678901")])
        let read = try SavedPlan(file: plan.fileBytes(), name: "web.plan")
        #expect(read.created == plan.created)
        #expect(read.driver == "native")
        #expect(read.cluster == plan.cluster)
        #expect(read.history == plan.history)
        #expect(read.seen == plan.seen)
        #expect(read.changes == plan.changes)
        #expect(read.verb == "upgrade")
        guard case .make(let before) = plan.work, case .make(let after) = read.work else {
            Issue.record("another kind of work")
            return
        }
        #expect(after.request.options == options)
        #expect(after.request.timeout == .milliseconds(90_500))
        #expect(after.request.values == before.request.values)
        #expect(after.request.labels == ["team": "gpu"])
        #expect(after.request.createsNamespace && after.request.waits)
        #expect(after.record == before.record)
        #expect(after.crds == before.crds)
        #expect(after.objects == before.objects)
        #expect(after.warnings == ["odd"])
        guard case .loaded(let chart, let origin) = after.request.chart else {
            Issue.record("the chart is not at hand")
            return
        }
        #expect(origin == "test chart changing")
        #expect(chart.templates.map(\.text) == (try Chart.load(files: TestChart.changing.files)).templates.map(\.text))
        // Saved again, it is the same file.
        #expect(try read.fileBytes() == plan.fileBytes())
    }

    @Test func rollbacksAndRemovalsComeBack() throws {
        let back = SavedPlan(
            .rollback(RollbackRequest(name: "demo", namespace: "apps", revision: 2, timeout: .seconds(7))))
        guard case .rollback(let request) = try SavedPlan(file: back.fileBytes(), name: "f").work else {
            Issue.record("another kind of work")
            return
        }
        #expect(request.revision == 2)
        #expect(request.timeout == .seconds(7))
        #expect(request.waits)
        let removal = RemovalRequest(name: "demo", namespace: "apps", timeout: .seconds(9))
        let read = try SavedPlan(file: SavedPlan(.uninstall(removal)).fileBytes(), name: "f")
        guard case .uninstall(removal) = read.work else {
            Issue.record("another kind of work")
            return
        }
        #expect(read.verb == "uninstall")
    }

    /// A new option that is not saved would be lost on the way.
    @Test func everyOptionIsSaved() {
        let options = ReleaseOptions()
        let labels = Mirror(reflecting: options).children.compactMap(\.label)
        // Former values and mirrors are worked into what the plan holds.
        #expect(Set(labels) == Set(ReleaseOptions.savedKeys + ["formerValues", "mirrors"]))
        #expect(options.saved.object.map { Set($0.keys) } == Set(ReleaseOptions.savedKeys))
    }

    // MARK: - Damage

    private func refusal(_ bytes: [UInt8]) -> String? {
        do {
            _ = try SavedPlan(file: bytes, name: "web.plan")
            return nil
        } catch {
            #expect(error.code == .invalidRequest)
            #expect(error.hint?.contains("--save FILE") == true)
            return error.message
        }
    }

    /// The file with its plan changed; `signs` makes the digest fit again, as somebody who knows how would.
    private func edited(signs: Bool = true, _ edit: (inout Object) -> Void) throws -> [UInt8] {
        var document = try #require(try Value(json: Self.plan().fileBytes()).object)
        var plan = try #require(document["plan"]?.object)
        edit(&plan)
        document["plan"] = .object(plan)
        if signs {
            document["digest"] = .string(
                Digest(of: Value.object(plan).jsonBytes(sortedKeys: true)).description)
        }
        return Value.object(document).jsonBytes()
    }

    @Test func anEditedFileIsRefused() throws {
        let bytes = try edited(signs: false) { $0["namespace"] = "kube-system" }
        #expect(refusal(bytes) == "web.plan: digest does not fit the plan: the file was changed after it was saved")
        #expect(try refusal(edited(signs: false) { _ in }) == nil)
    }

    @Test func aCutFileIsRefusedWherever() throws {
        let bytes = try Self.plan().fileBytes()
        for share in 0..<40 {
            let message = try #require(refusal(Array(bytes.prefix(bytes.count * share / 40))))
            #expect(message.hasPrefix("web.plan: line "), "\(message)")
        }
    }

    @Test(arguments: [
        ("{}", "web.plan: apiVersion is missing"), ("[]", "web.plan: it is an array, not an object"),
        ("{\"apiVersion\": 1}", "web.plan: apiVersion is an integer, not a string"),
        ("{\"a\": 1, \"a\": 2}", "web.plan: line 1, column "),
        (
            "{\"apiVersion\": \"groundcrew/v1\", \"kind\": \"ReleasePlan\"}",
            "web.plan: it is what plan -o json prints, for reading alone"
        ),
        (
            "{\"apiVersion\": \"v1\", \"kind\": \"Secret\"}",
            "web.plan: it is of kind 'Secret', not a saved plan (SavedReleasePlan)"
        ),
        (
            "{\"apiVersion\": \"groundcrew/v2\", \"kind\": \"SavedReleasePlan\"}",
            "web.plan: apiVersion is 'groundcrew/v2'; this groundcrew reads groundcrew/v1"
        ),
    ])
    func whatIsNoPlanIsTold(_ text: String, _ words: String) throws {
        let message = try #require(refusal(Array(text.utf8)))
        #expect(message.hasPrefix(words), "\(message)")
    }

    struct Edit: Sendable, CustomTestStringConvertible {
        let words: String
        let edit: @Sendable (inout Object) -> Void
        var testDescription: String { words }
    }

    private static func revision(_ key: String, _ value: Value?) -> @Sendable (inout Object) -> Void {
        { plan in
            var revision = plan["revision"]?.object ?? [:]
            revision[key] = value
            plan["revision"] = .object(revision)
        }
    }

    @Test(arguments: [
        Edit(words: "plan.verb is 'melt'; it must be one of install, upgrade") { $0["verb"] = "melt" },
        Edit(words: "plan.driver is 'tiller'") { $0["driver"] = "tiller" },
        Edit(words: "plan: namespace \"../x\" is not allowed") { $0["namespace"] = "../x" },
        Edit(words: "plan: release name \"A B\" is not allowed") { $0["name"] = "A B" },
        Edit(words: "plan.more is not known here") { $0["more"] = 1 },
        Edit(words: "plan.rollback is not known here") { $0["rollback"] = [:] },
        Edit(words: "plan.history[0].revision is 0; it must be from 1") {
            $0["history"] = [["revision": 0, "status": "deployed", "uid": "u"]]
        },
        Edit(words: "plan.seen[1] is a string, not an object") {
            $0["seen"] = [["apiVersion": "v1", "kind": "Secret", "name": "a"], "b"]
        },
        Edit(words: "plan.history[0].more is not known here") {
            $0["history"] = [["revision": 1, "status": "deployed", "uid": "u", "more": 1]]
        },
        Edit(words: "plan.seen[0].more is not known here") {
            $0["seen"] = [["apiVersion": "v1", "kind": "Secret", "name": "a", "more": 1]]
        },
        Edit(words: "plan.rollback.more is not known here") { plan in
            (plan["verb"], plan["revision"]) = ("rollback", nil)
            plan["rollback"] = [
                "revision": 1, "waits": true, "timeoutSeconds": 1.0, "options": ReleaseOptions().saved, "more": 1,
            ]
        },
        Edit(words: "plan.uninstall.more is not known here") { plan in
            (plan["verb"], plan["revision"]) = ("uninstall", nil)
            plan["uninstall"] = ["timeoutSeconds": 1.0, "more": 1]
        },
        Edit(
            words: "plan.revision.objects[0].more is not known here",
            edit: revision("objects", [["path": "p", "value": ["kind": "ConfigMap"], "more": 1] as Value])),
        Edit(words: "plan.revision is missing") { $0["revision"] = nil },
        Edit(
            words: "plan.revision.objects[0].value is a string",
            edit: revision("objects", [["path": "p", "value": "x"]])),
        Edit(words: "plan.revision.record is not base64", edit: revision("record", "!!")),
        Edit(
            words: "plan.revision.recordKind is 'sql'; it must be one of secret, configmap",
            edit: revision("recordKind", "sql")),
        Edit(words: "plan.revision.recordKind is missing", edit: revision("recordKind", nil)),
        Edit(words: "plan.revision.timeoutSeconds is -1.0", edit: revision("timeoutSeconds", -1.0)),
        Edit(words: "plan.revision.labels holds an integer", edit: revision("labels", ["a": 1])),
        Edit(words: "plan.revision.options.mode is 'x'") { plan in
            var options = ReleaseOptions().saved.object ?? [:]
            options["mode"] = "x"
            SavedPlanFileTests.revision("options", .object(options))(&plan)
        },
        Edit(words: "plan.revision.options.unheard is not known here") { plan in
            var options = ReleaseOptions().saved.object ?? [:]
            options["unheard"] = true
            SavedPlanFileTests.revision("options", .object(options))(&plan)
        },
        Edit(
            words: "plan.revision.chart.archive is not base64",
            edit: revision(
                "chart", ["name": "a", "version": "1", "origin": "o", "digest": "d", "archive": "*"])),
        Edit(
            words: "plan.revision.chart.digest does not fit the archive",
            edit: revision(
                "chart", ["name": "a", "version": "1", "origin": "o", "digest": "sha256:0", "archive": "AAAA"])),
        Edit(
            words: "plan.revision.chart.archive cannot be read",
            edit: revision(
                "chart",
                [
                    "name": "a", "version": "1", "origin": "o", "digest": .string(Digest(of: [0, 0, 0]).description),
                    "archive": "AAAA",
                ])),
    ])
    func aPlanThatSomebodyMadeIsRefusedWithThePlace(_ edit: Edit) throws {
        let message = try #require(try refusal(edited(edit.edit)))
        #expect(message.hasPrefix("web.plan: \(edit.words)"), "\(message)")
    }

    @Test func theRecordMustBeOfTheRelease() throws {
        let bytes = try edited { $0["name"] = "other" }
        #expect(refusal(bytes) == "web.plan: plan.revision.record is of another release, apps/demo")
    }

    @Test func deepTextIsRefused() throws {
        let text = String(repeating: "[", count: 5000)
        #expect(try #require(refusal(Array(text.utf8))).hasPrefix("web.plan: line 1"))
    }
}

extension SavedPlan {
    /// As a test needs it; no cluster was asked.
    init(_ work: SavedWork) {
        self.init(
            created: "2026-11-29T12:00:00.000000Z", driver: "native",
            cluster: ClusterIdentity(server: "https://one:6443", kubeSystemUID: "uid-1"),
            history: [
                SavedRevisionMark(revision: 1, status: "superseded", uid: "a"),
                SavedRevisionMark(revision: 2, status: "deployed", uid: "b"),
            ],
            seen: [
                SeenObject(.map("demo-map"), digest: "sha256:1"), SeenObject(.map("demo-extra"), digest: nil),
            ], changes: ["verb": "upgrade"], work: work)
    }
}

extension ObjectReference {
    /// A ConfigMap of namespace apps.
    static func map(_ name: String) -> ObjectReference {
        ObjectReference(apiVersion: "v1", kind: "ConfigMap", namespace: "apps", name: name)
    }
}
