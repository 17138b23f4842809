import Testing
import Value
import Versions

@testable import Repositories

@Suite struct VersionChoiceTests {
    private static func choose(_ wanted: String?, _ texts: [String], devel: Bool = false) throws -> String? {
        let candidates = try texts.map { (try SemanticVersion($0), $0) }.sorted { $0.0 > $1.0 }
        return try VersionChoice.choose(wanted, from: candidates, includesPrereleases: devel).map { candidates[$0].1 }
    }

    private static let texts = ["1.0.0", "1.2.0", "v1.3.0", "2.0.0-rc.1", "1.2.0+build.7"]

    @Test(
        arguments: [
            (nil, "v1.3.0"), ("", "v1.3.0"), ("1.2.0+build.7", "1.2.0+build.7"), ("1.2.0", "1.2.0"), ("~1.2", "1.2.0"),
            ("1.3.0", "v1.3.0"), ("<1.2", "1.0.0"), (">0.0.0-0", "2.0.0-rc.1"), ("2.0.0-rc.1", "2.0.0-rc.1"),
            ("2.x", nil),
            ("9", nil),
        ] as [(String?, String?)])
    func picksWhatHelmPicks(_ wanted: String?, _ expected: String?) throws {
        #expect(try Self.choose(wanted, Self.texts) == expected)
    }

    @Test func develCountsPrereleasesOnlyWhenNothingIsAsked() throws {
        #expect(try Self.choose(nil, Self.texts, devel: true) == "2.0.0-rc.1")
        #expect(try Self.choose("1.x", Self.texts, devel: true) == "v1.3.0")
    }

    @Test func nonsenseIsTold() {
        let error = #expect(throws: RepositoryError.self) { try Self.choose("latest please", Self.texts) }
        #expect(error?.code == .invalidVersion)
    }

    @Test func closeNamesAreFew() {
        var names = CloseNames("cert-manger")
        for name in ["nginx", "cert-manager", "cert-manager-csi", "kert-manger", "certmanager", "zzz", "cart-mangers"] {
            names.offer(Array(name.utf8))
        }
        #expect(names.names.first == "cert-manager")
        #expect(names.names.count == CloseNames.kept)
        #expect(names.seen == 7)
        names.offer([])
        names.offer(Array(repeating: 0x1B, count: 11))
        #expect(!names.names.contains { $0.contains("\u{1B}") })
    }
}
