import TestParts
import Testing
import Value

/// CRDs of operators that go, on a real API server.
extension ExistingInstallationTests {
    private static let plurals = ["buoys", "charts", "piers"]

    private func definitions(_ pier: Pier) async throws -> [String] {
        let found = try await pier.cluster.kubectl("get", "crd", "-o", "jsonpath={.items[*].spec.names.plural}")
        try found.require()
        return found.standardOutput.split(separator: " ").map(String.init).sorted()
    }

    @Test func crdsThatStayAreNamedAndGoOnAWord() async throws {
        try await Pier.with { pier in
            try await pier.install()
            let before = try await pier.traces()
            let plan = try await pier.uninstall("--plan")
            let going = try await pier.uninstall("--plan --keep-crds=false")
            for plural in Self.plurals {
                let crd = "  CustomResourceDefinition \(plural).harbour.example.com"
                #expect(
                    plan.standardOutput.contains("\(crd) stays: it is none of its release's objects; --no-keep-crds "),
                    "\(plan)")
                #expect(going.standardOutput.contains("\(crd) would be removed, too\n"), "\(going)")
            }
            #expect(try await pier.traces() == before)

            let removed = try await pier.uninstall("--no-keep-crds")
            #expect(
                removed.standardOutput.contains(
                    "CustomResourceDefinition piers.harbour.example.com was removed, too\n"), "\(removed)")
            #expect(try await definitions(pier) == [])
        }
    }

    /// Objects of anybody count, and so does whoever else brought a CRD.
    @Test func whatIsInUseOrSomebodyElsesStays() async throws {
        try await Pier.with { pier in
            try await pier.installByHelm("buoy", "1.4.0", in: "buoy-system")
            try await pier.install()
            try await pier.createNamespace("team")
            try await pier.apply(
                "apiVersion: harbour.example.com/v1\nkind: Pier\nmetadata: {name: old, namespace: team}\n")
            let kept = try await pier.uninstall("--no-keep-crds", exitCode: 1)
            #expect(kept.standardError.contains("team/old"), "\(kept)")
            let forced = try await pier.uninstall("--no-keep-crds --force")
            let stays = forced.standardOutput.split(separator: "\n").filter {
                $0.contains(" piers.harbour.example.com stays: ") && $0.hasSuffix("Pier team/old")
            }
            #expect(stays.count == 1, "\(forced)")
            // Its operator was not groundcrew's, so nothing of it went.
            #expect(try await definitions(pier) == ["buoys", "piers"], "\(forced)")
        }
    }
}
