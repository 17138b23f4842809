import TestParts
import Testing
import Value

/// Operators that are there twice, and those that came as a part of something else.
extension ExistingInstallationTests {
    @Test(arguments: [TestParts.Part.helm4, .helm3])
    func twoCopiesAreRefusedAndBothAreNamed(_ helm: TestParts.Part) async throws {
        try await Pier.with { pier in
            try await pier.installByHelm("buoy", "1.4.0", in: "buoy-system", by: helm)
            try await pier.installByHelm("moored", "1.3.0", in: "harbour", by: helm)
            let reason = "it is there 2 times, and each works on the whole cluster: "
            let places = [
                "buoy-system/buoy (chart buoy 1.4.0, revision 1)", "harbour/moored (chart buoy 1.3.0, revision 1)",
            ]
            for word in ["", "--existing buoy=upgrade", "--existing buoy=adopt"] {
                let plan = try await pier.plan(word, exitCode: 1)
                #expect(plan.words == ["buoy refuse second-copy"] + Self.others, "\(plan)")
                let told = plan.decision("buoy")["reason"]?.string ?? ""
                #expect(told.hasPrefix(reason) && places.allSatisfy(told.contains), "\(plan)")
                try await pier.expectRefusal(word, saying: "\(told) (second-copy)")
            }
            let status = try await pier.run("status -o json")
            #expect(status.standardOutput.contains("\"second-copy\""), "\(status)")
            // The user's word takes them as they are.
            let reused = try await pier.plan("--existing buoy=reuse")
            #expect(reused.words == ["buoy reuse helm-release"] + Self.others, "\(reused)")
            // One of them is enough.
            try await pier.helm("uninstall moored -n harbour", by: helm)
            let plan = try await pier.plan()
            #expect(plan.words == ["buoy reuse helm-release"] + Self.others, "\(plan)")
        }
    }

    @Test func onesOwnBesideSomebodyElsesIsRefusedToo() async throws {
        try await Pier.with { pier in
            try await pier.install()
            try await pier.apply(
                PierFolder.deployment(of: "buoy", named: "mooring", in: "default", version: "1.4.0"))
            let plan = try await pier.plan(exitCode: 1)
            #expect(plan.words.first == "buoy refuse second-copy", "\(plan)")
            let reason = plan.decision("buoy")["reason"]?.string ?? ""
            #expect(reason.hasSuffix("buoy-system/buoy (chart buoy 1.4.0, revision 1) and default/mooring"), "\(plan)")
        }
    }

    /// A chart of another name that has `buoy` as a chart within it.
    ///
    /// - Parameter template: a further one of its own.
    private func installPlatform(_ pier: Pier, by helm: TestParts.Part, with template: String? = nil) async throws {
        let chart = "charts/platform-stack-9.0.0"
        try pier.folder.write(
            "apiVersion: v2\nname: platform-stack\nversion: 9.0.0\nappVersion: 9.0.0\n"
                + "dependencies: [{name: buoy, version: 1.4.0, repository: \"\"}]\n", to: "\(chart)/Chart.yaml")
        try pier.folder.write(
            "apiVersion: v2\nname: buoy\nversion: 1.4.0\nappVersion: 1.4.0\n", to: "\(chart)/charts/buoy/Chart.yaml")
        try pier.folder.write(
            PierFolder.deployment(
                of: "buoy", named: "{{ .Release.Name }}-buoy", in: "{{ .Release.Namespace }}",
                version: "{{ .Chart.AppVersion }}"), to: "\(chart)/charts/buoy/templates/deployment.yaml")
        try pier.folder.write(PierFolder.crd("buoys", "Buoy"), to: "\(chart)/charts/buoy/crds/buoys.yaml")
        try pier.folder.write(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: platform}\n", to: "\(chart)/templates/map.yaml")
        if let template { try pier.folder.write(template, to: "\(chart)/templates/more.yaml") }
        try await pier.installByHelm("platform", chart: "platform-stack", "9.0.0", in: "infra", by: helm)
    }

    @Test(arguments: [TestParts.Part.helm4, .helm3])
    func aPartOfAnotherReleaseIsJudgedByItsOwnVersionAndNeverTakenOver(_ helm: TestParts.Part) async throws {
        try await Pier.with { pier in
            try await installPlatform(pier, by: helm)
            let theirs = try await pier.traces()
            let words =
                "it came with infra/platform (chart platform-stack 9.0.0, revision 1), whose chart is not its own"
            let plan = try await pier.plan()
            #expect(plan.words == ["buoy reuse part-of-release"] + Self.others, "\(plan)")
            #expect(plan.decision("buoy")["reason"]?.string == words, "\(plan)")
            #expect(plan.decision("buoy")["version"] == "1.4.0", "9.0.0 is not the operator's: \(plan)")
            for word in ["adopt", "upgrade"] {
                let refused = try await pier.plan("--existing buoy=\(word)", exitCode: 1)
                #expect(refused.words == ["buoy refuse part-of-release"] + Self.others, "\(refused)")
                try await pier.expectRefusal("--existing buoy=\(word)", saying: "\(words) (part-of-release)")
            }
            for line in ["adopt platform -n infra --as buoy", "adopt buoy"] {
                let result = try await pier.run(line, exitCode: 1)
                #expect(result.standardError.contains("(part-of-release)"), "\(result)")
            }
            // What the release is, its chart does not tell.
            _ = try await pier.run("adopt platform -n infra", exitCode: 2)

            try await pier.install()
            let left = try await pier.uninstall()
            #expect(left.standardOutput.contains("was not installed by groundcrew"), "\(left)")
            try await pier.expectKept(theirs)
        }
    }

    /// As the GPU operator's chart brings a feature discovery.
    @Test(arguments: [TestParts.Part.helm4, .helm3])
    func whatAPlatformBringsBesideItsOwnIsNoSecondCopy(_ helm: TestParts.Part) async throws {
        try await Pier.with { pier in
            try await pier.install()
            try await installPlatform(
                pier, by: helm,
                with: PierFolder.deployment(
                    of: "lighthouse", named: "lighthouse", in: "{{ .Release.Namespace }}", version: "9.0.0"))
            let theirs = try await pier.traces().filter { $0.contains(" infra/") }
            let plan = try await pier.plan()
            #expect(plan.words == Self.names.map { "\($0) keep own" }, "\(plan)")
            let words = "; it is there as a part of infra/platform (chart platform-stack 9.0.0, revision 1), too"
            #expect(plan.decision("buoy")["reason"]?.string?.hasSuffix(words) == true, "\(plan)")
            let second = try await pier.install()
            #expect(second.changes == Self.names.map { "\($0) unchanged" }, "\(second)")
            // Ours goes, and the platform's is what there is from then on.
            try await pier.uninstall()
            #expect(try await pier.records().keys.sorted() == ["infra/platform.v1"])
            try await pier.expectKept(theirs)
            let after = try await pier.plan()
            #expect(after.words.first == "buoy reuse part-of-release", "\(after)")
        }
    }
}
