import Testing
import Versions

@testable import Operators

/// What the text where an operator's version stands means.
@Suite struct OperatorVersionTests {
    @Test(
        arguments: [
            ("1.6.2", "1.6.2"), ("v1.6.2", "1.6.2"), ("1.6.2-rc.1", "1.6.2-rc.1"), ("v0.0.1-0", "0.0.1-0"),
        ] as [(String, String)])
    func aWholeVersionIsOne(text: String, version: String) throws {
        #expect(try OperatorVersion(text) == .exact(version))
        #expect(OperatorVersion.whole(text) == version)
    }

    @Test(arguments: ["1.6", "1", "v1", "~1.6", "^1.6.0", ">=1.5 <2", "1.x", "*", "1.2 - 1.4.5", "<1.2 || >1.4"])
    func lessIsARange(text: String) throws {
        guard case .range(let constraint)? = try OperatorVersion(text) else {
            Issue.record("\(text) is no range")
            return
        }
        #expect(constraint.source == text)
        #expect(OperatorVersion.whole(text) == nil)
    }

    @Test func nothingStandsForTheNewest() throws { #expect(try OperatorVersion("") == nil) }

    @Test(arguments: ["latest", "1.6.2.1", ">", "one || two"])
    func whatIsNeitherIsRefused(text: String) throws {
        #expect(throws: VersionError.self) { try OperatorVersion(text) }
    }

    @Test(
        arguments: [
            ("1.6.2", "1.6.2"), ("v1.6.2", "1.6.2"), ("1.6", "1.6.0"), ("v26.7.0", "26.7.0"), ("1", "1.0.0"),
            ("latest", nil), ("", nil), ("~1.6", nil),
        ] as [(String, String?)])
    func chartsMayLackNumbers(text: String, version: String?) {
        #expect(OperatorVersion.ofChart(text) == version)
    }
}
