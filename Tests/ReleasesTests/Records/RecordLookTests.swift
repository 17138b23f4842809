import Kubernetes
import Testing

@testable import Releases

/// What was found of records: values in, values out.
@Suite struct RecordLookTests {
    private static func key(
        _ release: String, _ revision: Int, in namespace: String = "apps", _ kind: RecordKind = .secret
    ) -> ReleaseStorage.Key {
        ReleaseStorage.Key(
            object: "sh.helm.release.v1.\(release).v\(revision)", namespace: namespace, release: release,
            revision: revision, status: "deployed", kind: kind)
    }

    private static func gap(_ kind: RecordKind) -> RecordGap {
        RecordGap(kind: kind, namespace: "apps", error: KubernetesError(.forbidden, "\(kind.rawValue)"))
    }

    @Test func revisionsComeByNamespaceReleaseAndKind() {
        let keys = [
            Self.key("web", 10), Self.key("web", 9), Self.key("web", 2, in: "b"), Self.key("api", 1),
            Self.key("web", 1, .configMap),
        ]
        let sorted = RecordLook(keys: keys).sorted
        #expect(sorted.keys == [keys[3], keys[4], keys[1], keys[0], keys[2]])
        // Of a release with records of both kinds, the last of each.
        #expect(sorted.last == [keys[3], keys[4], keys[0], keys[2]])
        #expect(RecordLook().last.isEmpty)
    }

    @Test(
        arguments: [
            ([], false), ([.secret], false), ([.configMap, .configMap], false), ([.secret, .configMap], true),
        ] as [([RecordKind], Bool)])
    func bothKindsAreTold(_ kinds: [RecordKind], _ areBoth: Bool) {
        let keys = kinds.enumerated().map { Self.key("web", $0.offset + 1, $0.element) }
        #expect(RecordLook(keys: keys).isOfBothKinds == areBoth)
    }

    @Test func oneKindAloneIsWhatWasFoundOfIt() {
        let broken = RecordKind.allCases.map {
            UnreadableRecord(namespace: "apps", object: "o", release: nil, problem: "is empty", kind: $0)
        }
        let look = RecordLook(
            keys: [Self.key("web", 1), Self.key("web", 1, .configMap)], unreadable: broken, gaps: [Self.gap(.secret)])
        let maps = look.only(.configMap)
        #expect(maps.keys.map(\.kind) == [.configMap])
        #expect(maps.unreadable.map(\.kind) == [.configMap])
        #expect(maps.gaps == look.gaps)
    }

    /// What was not looked at is not absent, where it is needed.
    @Test func aGapOfWhatIsNeededIsAnError() throws {
        var look = RecordLook(keys: [Self.key("web", 1, .configMap)])
        look.add(RecordLook(keys: [Self.key("api", 1)], gaps: [Self.gap(.secret)]))
        #expect(look.keys.count == 2)
        #expect(try look.seeing(.configMap).keys.count == 2)
        let error = #expect(throws: KubernetesError.self) { _ = try look.seeing(.secret) }
        #expect(error?.message == "secret")
        #expect(look.gap(.configMap) == nil)
    }
}
