import TestParts
import Testing
import Value

/// What the user's word makes of what is there.
extension ExistingInstallationTests {
    @Test(arguments: [TestParts.Part.helm4, .helm3])
    func aWordHasItUpgradedOrAdopted(_ helm: TestParts.Part) async throws {
        try await Pier.with { pier in
            try await upgrade(pier, helm)
            try await pier.clear()
            try await adopt(pier, helm)
        }
    }

    private func upgrade(_ pier: Pier, _ helm: TestParts.Part) async throws {
        try await pier.installByHelm("buoy", "1.3.0", in: "buoy-system", by: helm)
        let unasked = try await pier.plan()
        #expect(unasked.words.first == "buoy reuse helm-release", "\(unasked)")
        let plan = try await pier.plan("--existing buoy=upgrade")
        #expect(plan.words == ["buoy upgrade helm-release"] + Self.others, "\(plan)")
        #expect(
            plan.decision("buoy")["reason"]
                == "buoy-system/buoy (chart buoy 1.3.0, revision 1) is to be upgraded, as asked", "\(plan)")

        let result = try await pier.install("--existing buoy=upgrade")
        #expect(result.changes == ["buoy changed"] + Self.created, "\(result)")
        #expect(result["buoy"]["revision"] == 2 && result["buoy"]["version"] == "1.4.0", "\(result)")
        for part in [TestParts.Part.helm4, .helm3] {
            #expect(try await pier.releases(by: part).first == "buoy-system/buoy 2 buoy-1.4.0")
            #expect(try await history(pier, by: part) == ["1 superseded buoy-1.3.0", "2 deployed buoy-1.4.0"])
        }
        let records = try await pier.records()
        #expect(role(records["buoy-system/buoy.v1"]) == nil)
        #expect(role(records["buoy-system/buoy.v2"]) == "prerequisite")
        let image = try await pier.cluster.kubectl(
            "get", "deployment", "buoy", "-n", "buoy-system", "-o",
            "jsonpath={.spec.template.spec.containers[0].image}")
        #expect(image.standardOutput == "nowhere.invalid/buoy:1.4.0", "\(image)")

        let before = try await pier.traces()
        let again = try await pier.install()
        #expect(again.words.first == "buoy keep own", "\(again)")
        #expect(again.changes.first == "buoy unchanged", "\(again)")
        #expect(try await pier.traces() == before)
        let removed = try await pier.uninstall()
        #expect(removed.standardOutput.contains("buoy in namespace buoy-system: removed, was revision 2"), "\(removed)")
        #expect(try await pier.releases().isEmpty)
    }

    private func adopt(_ pier: Pier, _ helm: TestParts.Part) async throws {
        try await pier.installByHelm("buoy", "1.4.0", in: "buoy-system", by: helm)
        let theirs = try await pier.traces()
        let record = try #require(try await pier.records()["buoy-system/buoy.v1"])
        let plan = try await pier.plan("--existing buoy=adopt")
        #expect(plan.words == ["buoy adopt helm-release"] + Self.others, "\(plan)")
        #expect(
            plan.decision("buoy")["reason"]
                == "buoy-system/buoy (chart buoy 1.4.0, revision 1) becomes groundcrew's, as asked", "\(plan)")

        let result = try await pier.install("--existing buoy=adopt")
        #expect(result.changes == ["buoy changed"] + Self.created, "\(result)")
        #expect(result["buoy"]["status"] == "adopted", "\(result)")
        // A label of its record is all that is new.
        try await pier.expectKept(theirs.filter { !$0.hasPrefix("Secret ") })
        let labeled = try #require(try await pier.records()["buoy-system/buoy.v1"])
        #expect(role(labeled) == "prerequisite")
        #expect(labeled["data"] == record["data"])
        for (key, value) in record["metadata"]?["labels"]?.object ?? [:] {
            #expect(labeled["metadata"]?["labels"]?[key] == value, "\(key)")
        }
        for part in [TestParts.Part.helm4, .helm3] {
            #expect(try await pier.releases(by: part).first == "buoy-system/buoy 1 buoy-1.4.0")
            #expect(try await history(pier, by: part) == ["1 deployed buoy-1.4.0"])
        }

        let again = try await pier.install()
        #expect(again.words == ["buoy reuse own", "charts-api keep own", "pier-operator keep own"], "\(again)")
        #expect(again.changes.first == "buoy unchanged", "\(again)")
        // It stays groundcrew's when its former owner goes on with it.
        let chart = pier.folder.chart("buoy", "1.4.0")
        try await pier.helm("upgrade buoy \(chart) -n buoy-system --set tag=2", by: helm)
        let later = try await pier.plan()
        #expect(later.words.first == "buoy reuse own", "\(later)")
        // Somebody else made it: it stays unless the user says otherwise.
        let left = try await pier.uninstall()
        #expect(left.standardOutput.contains("buoy in namespace buoy-system: left as it is\n"), "\(left)")
        #expect(left.standardOutput.contains("was adopted by groundcrew, which did not install it"), "\(left)")
        #expect(try await pier.releases().map { $0.split(separator: " ")[0] } == ["buoy-system/buoy"])
        let removed = try await pier.uninstall("--remove-adopted")
        #expect(removed.standardOutput.contains("buoy in namespace buoy-system: removed, was revision "), "\(removed)")
        #expect(try await pier.releases().isEmpty)
    }

    private func role(_ record: Value?) -> String? { record?["metadata"]?["labels"]?["groundcrew/role"]?.string }

    /// Such as `1 deployed buoy-1.4.0`.
    private func history(_ pier: Pier, by helm: TestParts.Part) async throws -> [String] {
        let history = try await pier.helm("history buoy -n buoy-system -o json", by: helm)
        return (try history.json().array ?? []).map {
            "\($0["revision"]?.integer ?? 0) \($0["status"]?.string ?? "") \($0["chart"]?.string ?? "")"
        }
    }
}
