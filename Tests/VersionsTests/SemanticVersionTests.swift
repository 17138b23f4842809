import Testing
import Versions

@Suite struct SemanticVersionTests {
    @Test(arguments: [
        "1.2.3", "1.2.3+test.01", "1.2.3-alpha.-1", "1.2.0-x.Y.0+metadata", "1.2.3-rc1-with-hyphen", "1.2.3-0abc123",
        "0.0.0", "18446744073709551615.0.0", "1.2.3-----", "1.0.0+21AF26D3---117B344092BD",
    ]) func acceptsStrictVersions(_ text: String) throws {
        #expect(try SemanticVersion(strict: text).description == text)
        #expect(try SemanticVersion(text).description == text)
    }

    @Test(arguments: [
        "", "v1.2.3", "1.0", "1", "1.2-5", "foo", "\n1.2.3", "1.2.3.4", "01.1.1", "1.01.1", "1.1.01", "1.2.3-01",
        "1.2.3-a.01",
        "1.2.3-", "1.2.3+", "1.2.3-a..b", "1.2.3 ", "1.0.0-alpha_beta", "9.8.7+meta+meta", "+invalid", "-1.0.0",
        "1.2.3-é",
        "18446744073709551616.0.0", "1..3", ".1.2", "1.2.", "V1.2.3",
    ]) func refusesWhatIsNotStrict(_ text: String) {
        #expect(throws: VersionError.self) { try SemanticVersion(strict: text) }
    }

    @Test(arguments: [
        ("v1.2.3", "1.2.3"),
        ("1", "1.0.0"),
        ("v1", "1.0.0"),
        ("1.2", "1.2.0"),
        ("1.2-5", "1.2.0-5"),
        ("v1.2-beta.5", "1.2.0-beta.5"),
        ("01.02.03", "1.2.3"),
        ("20221209-update-renovatejson-v4", "20221209.0.0-update-renovatejson-v4"),
        ("v1.30.4-gke.100", "1.30.4-gke.100"),
        ("1.2+build", "1.2.0+build"),
    ]) func readsLenientlyAsHelmDoes(_ text: String, _ expected: String) throws {
        let version = try SemanticVersion(text)
        #expect(version.description == expected)
        #expect(version.original == text)
    }

    @Test(arguments: [
        "", "v", "foo", "1.2.beta", "1.2.3.4", "12.3.4.1234", "1.2.3-alpha.01", "\n1.2", " 1.2", "1.2.3-", "1.1.2+.123",
        "1.0.0-alpha_beta", "1.0.0-alpha..", "9.8.7+meta+meta", "vv1", "1.2.31----RC-SNAPSHOT.12.09.1--.12+788",
    ]) func refusesWhatHelmRefuses(_ text: String) {
        #expect(throws: VersionError.self) { try SemanticVersion(text) }
    }

    @Test(arguments: [
        ("1.x.3", 2),
        ("1.2.3.4", 5),
        ("v1.2.3-a.01", 9),
        ("1.2.3-a!", 7),
        ("foo", 0),
        ("1.2.", 4),
    ]) func errorsPointAtTheBadPart(_ text: String, _ offset: Int) {
        let error = #expect(throws: VersionError.self) { try SemanticVersion(text) }
        #expect(error?.offset == offset)
        #expect(error?.text == text)
        #expect(error?.description.contains("column \(offset + 1)") == true)
    }

    @Test func theWholeOrderOfTheSpecificationHolds() throws {
        let texts = [
            "0.9.9", "1.0.0-0", "1.0.0-1", "1.0.0-9", "1.0.0-10", "1.0.0-99999999999999999999", "1.0.0-Alpha",
            "1.0.0-alpha",
            "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
            "1.0.1",
            "1.1.0", "1.10.0", "2.0.0",
        ]
        let versions = try texts.map { try SemanticVersion($0) }
        for (left, leftVersion) in versions.enumerated() {
            for (right, rightVersion) in versions.enumerated() {
                #expect(
                    leftVersion.compare(to: rightVersion).signum() == (left - right).signum(),
                    "\(texts[left]) \(texts[right])")
            }
        }
        #expect(versions.shuffled().sorted() == versions)
    }

    @Test func buildMetadataDoesNotCount() throws {
        #expect(try SemanticVersion("1.2.3+a") == SemanticVersion("v1.2.3+b"))
        #expect(try Set([SemanticVersion("1.2.3+a"), SemanticVersion("1.2.3")]).count == 1)
    }

    @Test func theReleaseOfAVendorsVersion() throws {
        let version = try SemanticVersion("v1.30.4-gke.100")
        #expect(version.isPrerelease)
        #expect(version.release == SemanticVersion(major: 1, minor: 30, patch: 4))
        #expect(SemanticVersion(major: 1, prerelease: "rc.1", build: "b").original == "1.0.0-rc.1+b")
    }

    @Test(
        arguments: [
            ("1.2.3", "1.2.3"), ("v1.2.3", "1.2.3"), ("v1.2.3-rc.1+b", "1.2.3-rc.1+b"), ("1.2", nil), ("~1.2.3", nil),
            ("", nil), ("v", nil), ("vv1.2.3", nil),
        ] as [(String, String?)])
    func aWholeVersionHasThreeNumbers(text: String, whole: String?) {
        #expect(SemanticVersion.whole(text)?.description == whole)
    }

    @Test func aLongTextIsRefused() {
        let error = #expect(throws: VersionError.self) { try SemanticVersion(String(repeating: "1", count: 10_000)) }
        #expect(error?.code == .tooLong)
    }
}
