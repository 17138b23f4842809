import TestParts
import Testing
import Value

/// `groundcrew adopt`: by the same rules, for what is there already.
extension ExistingInstallationTests {
    @Test(arguments: [TestParts.Part.helm4, .helm3])
    func aReleaseOfAnyNameIsAdoptedByItself(_ helm: TestParts.Part) async throws {
        try await Pier.with { pier in
            try await pier.installByHelm("moored", "1.4.0", in: "harbour", by: helm)
            let theirs = try await pier.traces()
            let record = try #require(try await pier.records()["harbour/moored.v1"])
            let title = "harbour/moored (chart buoy 1.4.0, revision 1)"
            let rehearsal = try await pier.run("adopt moored -n harbour --dry-run")
            #expect(rehearsal.standardOutput.contains("operator   buoy 1.4.0: would be adopted\n"), "\(rehearsal)")
            #expect(rehearsal.standardOutput.contains("\(title) becomes groundcrew's, as asked (helm-release)"))
            #expect(try await pier.traces() == theirs)

            let adopted = try await pier.run("adopt moored -n harbour --events none -o json")
            #expect(try adopted.json()["change"] == "changed", "\(adopted)")
            try await pier.expectKept(theirs.filter { !$0.hasPrefix("Secret ") })
            let labeled = try #require(try await pier.records()["harbour/moored.v1"])
            #expect(labeled["metadata"]?["labels"]?["groundcrew/adopted"] == "buoy")
            #expect(labeled["metadata"]?["labels"]?["groundcrew/role"] == "prerequisite")
            #expect(labeled["data"] == record["data"])
            let runs = try await pier.cluster.kubectl("get", "secrets", "-n", "harbour", "-o", "name")
            #expect(runs.standardOutput.contains("groundcrew.run."), "it is kept: \(runs)")

            let before = try await pier.traces()
            for name in ["moored -n harbour", "moored", "buoy"] {
                let again = try await pier.run("adopt \(name)")
                #expect(again.standardOutput.hasPrefix("operator   buoy 1.4.0: is adopted already\n"), "\(again)")
            }
            #expect(try await pier.traces() == before)
            // Helm goes on with it, and it stays groundcrew's.
            try await pier.helm(
                "upgrade moored \(pier.folder.chart("buoy", "1.4.0")) -n harbour --set tag=2", by: helm)
            let plan = try await pier.plan()
            #expect(plan.words == ["buoy reuse own-elsewhere"] + Self.others, "\(plan)")
            let status = try await pier.run("status -o wide")
            #expect(status.standardOutput.contains("groundcrew, adopted (release harbour/moored)"), "\(status)")

            try await pier.install()
            let left = try await pier.uninstall()
            #expect(left.standardOutput.contains("buoy in namespace harbour: left as it is\n"), "\(left)")
            let refused = try await pier.run("uninstall buoy --events none", exitCode: 1)
            #expect(refused.standardError.contains("next: --remove-adopted removes it, too"), "\(refused)")
            let removed = try await pier.run("uninstall buoy --remove-adopted --events none")
            #expect(removed.standardOutput.contains("of release moored\n"), "\(removed)")
            #expect(try await pier.releases().isEmpty)
        }
    }

    @Test func whatMustNotBeAdoptedIsRefusedWithItsCode() async throws {
        try await Pier.with { pier in
            // Too old for what needs it.
            try await pier.installByHelm("buoy", "0.9.0", in: "buoy-system")
            try await expectRefusal(pier, "adopt buoy", "(unfit)")
            try await pier.clear()
            // Another chart under its name.
            try await pier.installByHelm("buoy", chart: "float", "1.0.0", in: "buoy-system")
            try await expectRefusal(pier, "adopt buoy -n buoy-system", "(name-taken)")
            try await pier.clear()
            // Nothing is there.
            try await expectRefusal(pier, "adopt buoy", "(absent)")
            // An add-on, and what kubectl applied.
            for (labels, code) in [("kubernetes.azure.com/managedby: aks", "(managed)"), ("", "(other-tool)")] {
                try await pier.apply(
                    PierFolder.deployment(
                        of: "buoy", named: "mooring", in: "buoy-system", version: "1.4.0", labels: labels))
                try await expectRefusal(pier, "adopt buoy", code)
                try await pier.clear()
            }
            // A record that nobody can read.
            try await pier.installByHelm("buoy", "1.4.0", in: "buoy-system")
            try await pier.cluster.kubectl(
                "patch", "secret", "sh.helm.release.v1.buoy.v1", "-n", "buoy-system", "-p",
                #"{"data":{"release":"AAAA"}}"#
            ).require()
            try await expectRefusal(pier, "adopt buoy -n buoy-system", "(unreadable)")
        }
    }

    private func expectRefusal(
        _ pier: Pier, _ line: String, _ code: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await pier.traces()
        let result = try await pier.run(line, exitCode: 1, sourceLocation: sourceLocation)
        #expect(result.standardError.contains(code), "\(result)", sourceLocation: sourceLocation)
        #expect(result.standardError.contains("\n  next: "), "\(result)", sourceLocation: sourceLocation)
        #expect(try await pier.traces() == before, "\(result)", sourceLocation: sourceLocation)
    }
}
