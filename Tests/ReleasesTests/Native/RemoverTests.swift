import HTTP
import Kubernetes
import Testing
import Value

@testable import Releases

/// What becomes of objects that a release lets go of, on a server that answers as a test has it.
@Suite struct RemoverTests {
    private static let marks: Value = [
        "metadata": [
            "uid": "u-1", "labels": ["app.kubernetes.io/managed-by": "Helm"],
            "annotations": ["meta.helm.sh/release-name": "demo", "meta.helm.sh/release-namespace": "apps"],
        ]
    ]

    private func map() throws -> ReleaseObject {
        try ReleaseObject.yaml("kind: ConfigMap\nmetadata: {name: map, namespace: apps}\n")
    }

    private func remover(_ server: ScriptedServer) throws -> Remover {
        Remover(client: try server.client(), release: "demo", namespace: "apps")
    }

    /// - Returns: why it stays; `goes` or `absent` otherwise.
    private func fate(
        of object: ReleaseObject, answer: HTTPResponse?, removesCRDs: Bool = true
    ) async throws -> String {
        switch try await remover(ScriptedServer { _ in answer }).fate(of: object, removesCRDs: removesCRDs) {
        case .absent: "absent"
        case .goes: "goes"
        case .stays(let reason, _): reason
        }
    }

    @Test func onlyWhatIsOursAndNotKeptGoes() async throws {
        let object = try map()
        #expect(try await fate(of: object, answer: .object(200, Self.marks)) == "goes")
        let kept = Self.marks.merged(with: ["metadata": ["annotations": ["helm.sh/resource-policy": "keep"]]])
        #expect(try await fate(of: object, answer: .object(200, kept)) == "its policy is keep")
        let moved = Self.marks.merged(with: ["metadata": ["annotations": ["meta.helm.sh/release-name": "other"]]])
        #expect(try await fate(of: object, answer: .object(200, moved)) == "it belongs to release apps/other")
        #expect(try await fate(of: object, answer: .object(200, [:])) == "it belongs to no release")
    }

    /// A kind that is not served any more has no objects; what may not be seen is not taken for absent.
    @Test func absentIsOnlyWhatTheServerHasLookedFor() async throws {
        let object = try map()
        #expect(try await fate(of: object, answer: nil) == "absent")
        #expect(try await fate(of: object, answer: .failure(404, "NotFound", "no such path")) == "absent")
        for (status, reason) in [(403, "Forbidden"), (500, "InternalError")] {
            await #expect(throws: KubernetesError.self) {
                try await fate(of: object, answer: .failure(status, reason, "no"))
            }
        }
        var unnamed = object
        unnamed.value = ["metadata": ["generateName": "map-"]]
        #expect(try await fate(of: unnamed, answer: .object(200, Self.marks)) == "absent")
    }

    /// By policy or owner before all else: whoever reads it knows what to change.
    @Test func aCRDStaysWhereOnlyItsObjectsWouldTell() async throws {
        let crd = ReleaseObject(
            value: ["metadata": ["name": "gears.example.com"]], type: .customResourceDefinitions, path: "crds/a.yaml")
        #expect(
            try await fate(of: crd, answer: .object(200, Self.marks), removesCRDs: false)
                == "removing a CRD removes all its objects")
        #expect(
            try await fate(of: crd, answer: .object(200, [:]), removesCRDs: false) == "it belongs to no release")
    }

    /// An object that was made anew meanwhile is another: the uid goes along.
    @Test func whatIsRemovedIsWhatWasSeen() async throws {
        let server = ScriptedServer { request in
            request.method == .get || request.url.hasSuffix("/map") ? .object(200, Self.marks) : nil
        }
        let gone = try ReleaseObject.yaml("kind: ConfigMap\nmetadata: {name: gone, namespace: apps}\n")
        let (removed, left) = try await remover(server).remove([try map(), gone], removesCRDs: true)
        // Somebody else was faster with the second.
        #expect(removed.map(\.name) == [nil])
        #expect(removed.map(\.value) == [Self.marks])
        #expect(left.isEmpty)
        #expect(server.methods == ["GET", "DELETE", "GET", "DELETE"])
        let body = try Value(jsonText: try #require(server.sent.first { $0.line.hasPrefix("DELETE") }).body)
        #expect(body["preconditions"] == ["uid": "u-1"])
        #expect(body["propagationPolicy"] == "Background")
    }

    @Test(
        arguments: [
            (.background, "Background"), (.foreground, "Foreground"), (.orphan, "Orphan"),
        ] as [(DeleteOptions.Propagation, String)])
    func whatItOwnsGoesOrStaysAsIsAskedFor(_ cascade: DeleteOptions.Propagation, _ word: String) async throws {
        let server = ScriptedServer { _ in .object(200, Self.marks) }
        var remover = try remover(server)
        remover.cascade = cascade
        _ = try await remover.remove([try map()], removesCRDs: true)
        let body = try Value(jsonText: try #require(server.sent.first { $0.line.hasPrefix("DELETE") }).body)
        #expect(body["propagationPolicy"]?.string == word)
    }

    /// Asked each time, since another run may begin between two deletions.
    @Test func nothingIsRemovedThatIsNotAdmitted() async throws {
        let server = ScriptedServer { _ in .object(200, Self.marks) }
        var remover = try remover(server)
        remover.admit = { throw ReleaseError(.locked, "another run is at work") }
        let refusing = remover
        let object = try map()
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await refusing.remove([object], removesCRDs: true)
        }
        #expect(error?.code == .locked)
        #expect(server.methods == ["GET"])
    }

    @Test func whatStaysIsNamedWithItsReason() async throws {
        let server = ScriptedServer { _ in .object(200, [:]) }
        let (removed, left) = try await remover(server).remove([try map()], removesCRDs: true)
        #expect(removed.isEmpty)
        #expect(left.map(\.description) == ["ConfigMap apps/map stays: it belongs to no release"])
        #expect(server.methods == ["GET"])
    }
}
