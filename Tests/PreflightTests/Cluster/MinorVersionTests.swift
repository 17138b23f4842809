import Testing

@testable import Preflight

@Suite struct MinorVersionTests {
    @Test(arguments: [
        ("1.33", "1.33"), ("v1.33.2", "1.33"), ("v1.33.2-gke.100", "1.33"), ("1.33+", "1.33"), ("v1.8", "1.8"),
        ("2.0.0", "2.0"),
    ])
    func isReadOfVersions(_ text: String, _ version: String) {
        #expect(MinorVersion(text)?.description == version)
    }

    @Test(arguments: ["", "1", "v", "latest", "1.x", "x.1", ".1"])
    func isNotReadOfOthers(_ text: String) { #expect(MinorVersion(text) == nil) }

    @Test(arguments: [("1.33", "1.30"), ("1.28", "1.25"), ("1.27", "1.25"), ("1.1", "1.0"), ("2.1", "2.0")])
    func oldKubeletsGoWithIt(_ server: String, _ oldest: String) {
        #expect(MinorVersion(server)?.oldestKubelet == MinorVersion(oldest))
    }

    @Test func theFirstNumberCountsMost() throws {
        let old = try #require(MinorVersion("1.33"))
        let new = try #require(MinorVersion("2.0"))
        #expect(old < new)
        #expect(!(new < old))
    }
}
