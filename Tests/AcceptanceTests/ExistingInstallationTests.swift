import TestParts
import Testing
import Value

/// Operators that are in a cluster before groundcrew comes, on a real API server, made by real Helm, by kubectl and by
/// who looks after the cluster: what is decided about them, what becomes of them, and what stays of them.
@Suite(.timeLimit(.minutes(10))) struct ExistingInstallationTests {
    /// Of the operators beside `buoy`, where none of them is there.
    static let others = ["charts-api install absent", "pier-operator install absent"]
    static let created = ["charts-api created", "pier-operator created"]
    static let names = ["buoy", "charts-api", "pier-operator"]

    // MARK: - By nobody

    @Test func whatIsNotThereIsInstalledInOrderAndGoesWhenNobodyNeedsIt() async throws {
        try await TestParts.withTemporaryFolder { served in
            try await LoopbackFileServer.with(folder: served) { server in
                try await Pier.with(repository: server.url) { pier in
                    try await pier.helm("package \(pier.folder.chart("buoy", "1.4.0")) --destination \(served)")
                    try await pier.helm("repo index \(served) --url \(server.url)")
                    try await installTwice(pier, from: server)
                    try await removeByAndBy(pier)
                }
            }
        }
    }

    private func installTwice(_ pier: Pier, from server: LoopbackFileServer) async throws {
        let plan = try await pier.plan()
        #expect(plan.words == ["buoy install absent"] + Self.others, "\(plan)")
        #expect(plan.decision("buoy")["reason"] == "it is not there", "\(plan)")
        #expect(plan.decision("buoy")["next"] == .null, "\(plan)")
        #expect(plan["pier-operator"]["needs"] == ["buoy", "charts-api"], "\(plan)")
        #expect(plan.operators.allSatisfy { $0["unseen"]?.array?.isEmpty == true }, "\(plan)")
        #expect(try server.requests().isEmpty)

        let first = try await pier.install()
        #expect(first.changes == ["buoy created"] + Self.created, "\(first)")
        let records = try await pier.records()
        let keys = ["buoy-system/buoy.v1", "charts-system/charts-api.v1", "pier-system/pier-operator.v1"]
        #expect(records.keys.sorted() == keys)
        let times = keys.map { records[$0]?["metadata"]?["creationTimestamp"]?.string ?? "" }
        #expect(times == times.sorted(), "each comes after what it needs")
        let labels = keys.map { records[$0]?["metadata"]?["labels"] }
        #expect(labels.map { $0?["groundcrew/role"] } == ["prerequisite", "prerequisite", "operator"])
        #expect(labels.map { $0?["groundcrew/provider"] } == [nil, nil, "pier"])

        let fetched = try server.requests()
        #expect(fetched.contains { $0.contains("buoy-1.4.0.tgz") }, "\(fetched)")
        // Whoever reads the pinned file now is refused.
        try pier.folder.changeManifest()
        let before = try await pier.traces()
        let second = try await pier.install()
        #expect(second.changes == Self.names.map { "\($0) unchanged" }, "\(second)")
        #expect(second.words == Self.names.map { "\($0) keep own" }, "\(second)")
        #expect(try await pier.traces() == before)
        #expect(try server.requests() == fetched, "nothing is fetched for what is in place")
        try pier.folder.restoreManifest()
    }

    private func removeByAndBy(_ pier: Pier) async throws {
        _ = try await pier.run("install jetty --events none")
        try await pier.createNamespace("team")
        let buoy = "apiVersion: harbour.example.com/v1\nkind: Buoy\nmetadata: {name: red, namespace: team}\n"
        try await pier.apply(buoy)

        let first = try PierPlan(try await pier.uninstall("-o json"))
        #expect(first.changes == ["pier-operator deleted", "charts-api deleted", "buoy kept"], "\(first)")
        #expect(first["buoy"]["neededBy"] == "jetty-operator of provider jetty", "\(first)")
        let second = try PierPlan(try await pier.run("uninstall jetty -o json --events none"))
        #expect(second.changes == ["jetty-operator deleted", "buoy kept"], "\(second)")
        #expect(second["buoy"]["neededBy"] == "Buoy team/red", "\(second)")
        let text = try await pier.uninstall()
        #expect(
            text.standardOutput == """
                pier-operator in namespace pier-system: was not installed
                charts-api in namespace charts-system: was not installed
                buoy in namespace buoy-system: kept, Buoy team/red needs it, too

                """, "\(text)")
        #expect(try await pier.releases() == ["buoy-system/buoy 1 buoy-1.4.0"])

        try await pier.cluster.kubectl("delete", "buoy", "red", "-n", "team").require()
        let last = try await pier.uninstall()
        #expect(last.standardOutput.contains("buoy in namespace buoy-system: removed, was revision 1\n"), "\(last)")
        #expect(try await pier.releases().isEmpty)
        let crds = try await pier.cluster.kubectl("get", "crd", "-o", "name")
        for plural in ["buoys", "charts", "jetties", "piers"] {
            #expect(crds.standardOutput.contains("/\(plural).harbour.example.com\n"), "CRDs stay: \(crds)")
        }
        let deployments = try await pier.cluster.kubectl("get", "deployments", "-A", "-o", "name")
        #expect(deployments.standardOutput.isEmpty, "\(deployments)")
    }

    // MARK: - By Helm

    static let there = "is there already; groundcrew did not make it"

    @Test(arguments: [TestParts.Part.helm4, .helm3])
    func whatHelmMadeIsUsedAndLeftAsItIs(_ helm: TestParts.Part) async throws {
        try await Pier.with { pier in
            try await pier.installByHelm("buoy", "1.4.0", in: "buoy-system", by: helm)
            let theirs = try await pier.traces()
            let plan = try await pier.plan()
            #expect(plan.words == ["buoy reuse helm-release"] + Self.others, "\(plan)")
            let decision = plan.decision("buoy")
            #expect(
                decision["reason"]?.string == "buoy-system/buoy (chart buoy 1.4.0, revision 1) \(Self.there)",
                "\(plan)")
            #expect(decision["release"] == ["namespace": "buoy-system", "name": "buoy"], "\(plan)")
            #expect(decision["version"] == "1.4.0" && decision["next"] == .null, "\(plan)")

            let first = try await pier.install()
            #expect(first.changes == ["buoy unchanged"] + Self.created, "\(first)")
            #expect(first["buoy"]["status"] == "reused", "\(first)")
            try await pier.expectKept(theirs)
            let second = try await pier.run("install pier --events none")
            #expect(
                second.standardOutput == """
                    operator buoy 1.4.0
                      reused: buoy-system/buoy (chart buoy 1.4.0, revision 1) \(Self.there)
                    operator charts-api 1.0.0
                      in namespace charts-system: unchanged, revision 1
                    operator pier-operator 2.0.0
                      in namespace pier-system: unchanged, revision 1

                    """, "\(second)")

            // That it stays is as it should be.
            let removed = try await pier.uninstall()
            #expect(
                removed.standardOutput.contains(
                    """
                    buoy in namespace buoy-system: left as it is
                      left: buoy-system/buoy (chart buoy 1.4.0, revision 1) was not installed by groundcrew

                    """), "\(removed)")
            try await pier.expectKept(theirs)
            #expect(try await pier.releases(by: helm) == ["buoy-system/buoy 1 buoy-1.4.0"])
            try await pier.helm("uninstall buoy -n buoy-system", by: helm)
        }
    }

    @Test func aReleaseElsewhereIsFoundByWhatItsDeploymentSays() async throws {
        try await Pier.with { pier in
            for release in ["moored", "buoy"] {
                try await pier.installByHelm(release, "1.4.0", in: "harbour")
                let theirs = try await pier.traces()
                let plan = try await pier.plan()
                #expect(plan.words == ["buoy reuse helm-release"] + Self.others, "\(plan)")
                #expect(
                    plan.decision("buoy")["reason"]?.string
                        == "harbour/\(release) (chart buoy 1.4.0, revision 1) \(Self.there)", "\(plan)")
                let result = try await pier.install()
                #expect(result.changes == ["\(release) unchanged"] + Self.created, "\(result)")
                #expect(
                    try await pier.releases().filter { $0.contains("buoy-1") } == ["harbour/\(release) 1 buoy-1.4.0"],
                    "there is no second one")
                try await pier.uninstall()
                try await pier.expectKept(theirs)
                #expect(try await pier.releases() == ["harbour/\(release) 1 buoy-1.4.0"])
                try await pier.clear()
            }
            // It is changed where it is.
            try await pier.installByHelm("moored", "1.3.0", in: "harbour")
            let result = try await pier.install("--existing buoy=upgrade")
            #expect(result.changes == ["moored changed"] + Self.created, "\(result)")
            #expect(
                try await pier.releases() == [
                    "charts-system/charts-api 1 charts-api-1.0.0", "harbour/moored 2 buoy-1.4.0",
                    "pier-system/pier-operator 1 pier-operator-2.0.0",
                ])
            let plan = try await pier.plan()
            #expect(plan.words.first == "buoy reuse own-elsewhere", "\(plan)")
        }
    }

    // MARK: - What will not do

    @Test func anOldVersionIsRefusedUnlessItIsToBeUpgraded() async throws {
        try await Pier.with { pier in
            try await pier.installByHelm("buoy", "0.9.0", in: "buoy-system")
            let needed = "and its version 0.9.0 is not \(PierFolder.range), which is needed"
            let release = "buoy-system/buoy (chart buoy 0.9.0, revision 1)"
            for (word, reason) in [
                ("", "\(release) \(Self.there), \(needed)"),
                ("--existing buoy=reuse", "\(release) \(Self.there), \(needed)"),
                ("--existing buoy=adopt", "\(release) becomes groundcrew's, as asked, \(needed)"),
            ] {
                let plan = try await pier.plan(word, exitCode: 1)
                #expect(plan.words == ["buoy refuse unfit"] + Self.others, "\(plan)")
                #expect(plan.decision("buoy")["reason"]?.string == reason, "\(plan)")
                #expect(plan.decision("buoy")["next"] == "--existing buoy=upgrade brings it to 1.4.0", "\(plan)")
                try await pier.expectRefusal(word, saying: "groundcrew: operator buoy: \(reason) (unfit)\n")
            }
            let result = try await pier.install("--existing buoy=upgrade")
            #expect(result.words.first == "buoy upgrade helm-release", "\(result)")
            #expect(result.changes == ["buoy changed"] + Self.created, "\(result)")
            #expect(try await pier.releases().first == "buoy-system/buoy 2 buoy-1.4.0")
        }
    }

    @Test func anotherChartUnderTheNameIsNotReplaced() async throws {
        try await Pier.with { pier in
            try await pier.installByHelm("buoy", chart: "float", "1.0.0", in: "buoy-system")
            let theirs = try await pier.traces()
            let reason =
                "release buoy-system/buoy (chart float 1.0.0, revision 1) has its name and namespace, and is something else"
            for word in ["", "--existing buoy=reuse", "--existing buoy=upgrade", "--existing buoy=adopt"] {
                let plan = try await pier.plan(word, exitCode: 1)
                #expect(plan.words == ["buoy refuse name-taken"] + Self.others, "\(plan)")
                #expect(plan.decision("buoy")["reason"]?.string == reason, "\(plan)")
                try await pier.expectRefusal(word, saying: "groundcrew: operator buoy: \(reason) (name-taken)\n")
            }
            let removed = try await pier.uninstall()
            #expect(removed.standardOutput.contains("buoy in namespace buoy-system: left as it is"), "\(removed)")
            try await pier.expectKept(theirs)
        }
    }

    // MARK: - What was left

    @Test func whatNothingLooksAfterIsInstalledAnew() async throws {
        try await Pier.with { pier in
            try await pier.installByHelm("buoy", "1.3.0", in: "buoy-system")
            try await pier.helm("uninstall buoy -n buoy-system")
            let left = try await pier.traces().filter { $0.hasPrefix("CustomResourceDefinition ") }
            #expect(left.count == 1)
            let plan = try await pier.plan()
            #expect(plan.words == ["buoy install crds-left"] + Self.others, "\(plan)")
            #expect(
                plan.decision("buoy")["reason"]
                    == "CRDs of it are there (buoys.harbour.example.com), and nothing that looks after them", "\(plan)")
            let result = try await pier.install()
            #expect(result.changes == ["buoy created"] + Self.created, "\(result)")
            try await pier.expectKept(left)
            #expect(try await pier.releases().first == "buoy-system/buoy 1 buoy-1.4.0")
        }
    }

    /// A file that is not what was pinned ends a run before the operators that come before it are there.
    @Test func aChangedFileIsRefusedBeforeAnythingIsThere() async throws {
        try await Pier.with { pier in
            try pier.folder.changeManifest()
            // A plan reads no file.
            let plan = try await pier.plan()
            #expect(plan.words == ["buoy install absent"] + Self.others, "\(plan)")
            let words = "\(PierFolder.manifest) is not the file that was pinned: its sha256 is "
            try await pier.expectRefusal(saying: words, exitCode: 2)
            try await pier.expectRefusal("--dry-run", saying: words, exitCode: 2)
            #expect(try await pier.releases().isEmpty)

            try pier.folder.restoreManifest()
            let result = try await pier.install()
            #expect(result.changes == ["buoy created"] + Self.created, "\(result)")
        }
    }
}
