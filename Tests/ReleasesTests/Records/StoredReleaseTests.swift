import Charts
import Testing
import Value

@testable import Releases

/// What a record says, and what a change of it leaves alone.
@Suite struct StoredReleaseTests {
    typealias Standing = (String, Bool, Bool)

    @Test(
        arguments: [
            ("pending-install", true, true), ("pending-rollback", true, true),
            // Of a Helm that nobody knows yet.
            ("pending-repair", true, true), ("uninstalling", false, true), ("uninstalled", false, false),
            ("deployed", false, false), ("superseded", false, false), ("failed", false, false), ("", false, false),
        ] as [Standing])
    func whatIsUnderWorkIsToldByItsStatus(_ status: String, _ isPending: Bool, _ isUnderWork: Bool) {
        let record = StoredRelease(body: ["info": ["status": .string(status)]])
        #expect(record.status.isPending == isPending)
        #expect(record.status.isUnderWork == isUnderWork)
    }

    @Test func aNewStatusKeepsAllElse() {
        var record = StoredRelease(body: [
            "name": "web", "later": [1, 2], "info": ["status": "pending-upgrade", "notes": "hello", "theirs": true],
        ])
        record.set(.failed, description: "no luck")
        #expect(
            record.body == [
                "name": "web", "later": [1, 2],
                "info": ["status": "failed", "description": "no luck", "notes": "hello", "theirs": true],
            ])
        var bare = StoredRelease(body: ["name": "web"])
        bare.set(.deployed, description: "")
        #expect(bare.body["info"] == ["status": "deployed", "description": ""])
    }

    @Test(arguments: [("uninstalled", "later", "first"), ("uninstalling", "", "first"), ("deployed", "later", "first")])
    func onlyARemovalUnderWayIsDatedByItsOwnTime(_ status: String, _ deleted: String, _ time: String) {
        let record = StoredRelease(body: [
            "info": ["status": .string(status), "last_deployed": "first", "deleted": .string(deleted)]
        ])
        #expect(record.lastChange == time)
    }

    @Test(arguments: [("ssa", true), ("csa", false), ("", false), (nil, false)] as [(String?, Bool)])
    func whateverIsNotServerSideIsClientSide(_ method: String?, _ isServerSide: Bool) {
        var record = StoredRelease(body: [:])
        record.body["apply_method"] = method.map(Value.string)
        #expect(record.wasAppliedServerSide == isServerSide)
    }

    /// No list is not an empty list: Helm's records do not tell their CRDs.
    @Test func crdsThatARecordDoesNotTellAreNotNone() {
        #expect(StoredRelease(body: [:]).crds == nil)
        #expect(StoredRelease(body: ["crds": .null]).crds == nil)
        #expect(StoredRelease(body: ["crds": []]).crds == [])
        #expect(StoredRelease(body: ["crds": ["a.example.com", 1]]).crds == ["a.example.com"])
        let versions: Value = ["a.example.com": ["v1", 2, "v2"], "odd": "v1"]
        #expect(
            StoredRelease(body: ["crdVersions": versions]).crdVersions == ["a.example.com": ["v1", "v2"], "odd": []])
        #expect(StoredRelease(body: [:]).crdVersions == [:])
    }

    @Test func aRecordThatSaysLittleIsReadAllTheSame() {
        let record = StoredRelease(body: ["name": "web"])
        #expect(record.revision == 0)
        #expect(record.values.isEmpty && record.defaultValues.isEmpty && record.hooks.isEmpty)
        #expect(record.chartTitle == "(unknown)")
        #expect(StoredRelease(body: ["chart": ["metadata": ["name": "c"]]]).chartTitle == "c")
    }

    // MARK: - Hooks

    private static let hooked = StoredRelease(body: [
        "hooks": [
            ["name": "first", "weight": -3, "delete_policies": ["hook-failed", "later"], "events": ["test"]],
            ["name": "second", "events": ["pre-install", "post-install"], "last_run": ["phase": ""]],
        ]
    ])

    @Test func aHookIsReadWithHelmsDefaults() {
        let hooks = Self.hooked.hooks
        #expect(hooks.map(\.weight) == [-3, 0])
        // Policies that no Helm knows are kept.
        #expect(hooks[0].deletePolicies == [.hookFailed, HookDeletePolicy(rawValue: "later")])
        #expect(hooks[1].deletePolicies == [.beforeHookCreation])
        #expect(hooks.map(\.isTest) == [true, false])
        #expect(hooks[1].events == ["pre-install", "post-install"])
        #expect(Self.hooked.summary.tests.map(\.name) == ["first"])
    }

    @Test func policiesOfLogsAreThoseThatHelmKnows() {
        let hook = StoredHook(["name": "a", "output_log_policies": ["hook-failed", "later", 1]])
        #expect(hook.outputLogPolicies == [.onFailed])
        #expect(StoredHook(["name": "a"]).outputLogPolicies.isEmpty)
        #expect(HookOutputLogPolicy.allCases.map(\.rawValue) == ["hook-succeeded", "hook-failed"])
    }

    @Test func whatARecordSaysOfItsChartAndOfHowItWasAppliedIsSeen() {
        let record = StoredRelease(body: [
            "apply_method": "csa", "info": ["rollback_revision": 3],
            "chart": [
                "metadata": [
                    "annotations": ["team": "gpu", "odd": 1],
                    "dependencies": [["name": "b", "version": "1"], ["name": "a"], ["alias": "c"]],
                ]
            ],
        ])
        let summary = record.summary
        #expect(summary.applyMethod == "csa")
        #expect(summary.rollbackRevision == 3)
        #expect(summary.chartAnnotations == ["team": "gpu"])
        #expect(summary.dependencies == ["b", "a"])
        let bare = StoredRelease(body: [:]).summary
        #expect(bare.applyMethod.isEmpty && bare.rollbackRevision == nil && bare.dependencies.isEmpty)
    }

    @Test func aRunIsNotedAtItsHookAlone() {
        var record = Self.hooked
        record.noteRun(ofHook: 1, started: "1", completed: nil, phase: "Running")
        #expect(record.body["hooks"]?[1]?["last_run"] == ["phase": "Running", "started_at": "1"])
        #expect(record.hooks[1].lastRun == HookRun(phase: "Running", started: "1", completed: nil))
        #expect(record.body["hooks"]?[0] == Self.hooked.body["hooks"]?[0])
        // Nothing of the run before stays.
        record.noteRun(ofHook: 1, started: nil, completed: "2", phase: "Failed")
        #expect(record.body["hooks"]?[1]?["last_run"] == ["phase": "Failed", "completed_at": "2"])
    }

    @Test func helmWritesDownThePolicyThatItGoesBy() {
        var record = Self.hooked
        for index in 0...1 { record.noteRun(ofHook: index, started: "1", completed: "2", phase: "Succeeded") }
        #expect(record.body["hooks"]?[0]?["delete_policies"] == ["hook-failed", "later"])
        #expect(record.body["hooks"]?[1]?["delete_policies"] == ["before-hook-creation"])
    }

    @Test(arguments: [-1, 2])
    func aHookThatIsNotThereIsNotNoted(_ index: Int) {
        var record = Self.hooked
        record.noteRun(ofHook: index, started: "1", completed: "2", phase: "Succeeded")
        #expect(record == Self.hooked)
        var bare = StoredRelease(body: ["name": "web"])
        bare.noteRun(ofHook: index, started: "1", completed: "2", phase: "Succeeded")
        #expect(bare.body == ["name": "web"])
    }
}
