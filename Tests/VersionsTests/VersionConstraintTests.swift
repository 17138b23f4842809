import Testing
import Versions

@Suite struct VersionConstraintTests {
    /// Rules as Masterminds/semver v3 has them, prereleases among them.
    @Test(
        arguments: [
            ("=2.0.0", "1.2.3", false),
            ("=2.0.0", "2.0.0", true),
            ("=2.0", "2.0.1", true),
            ("4.1", "4.1.0", true),
            ("4.1.x", "4.1.3", true),
            ("1.x", "1.4", true),
            ("!=4.1.0", "4.1.0", false),
            ("!=4.1.0", "4.1.1", true),
            ("!=4.1", "4.1.1", false),
            ("!=4.1", "5.1.0-alpha.1", false),
            ("!=4.1-alpha", "4.1.0", true),
            ("!=4.1-alpha", "4.1.1-alpha", false),
            ("!=4.x", "4.1.0", false),
            ("!=4.x", "5.1.0", true),
            ("!=4.2.x", "4.2.3", false),
            ("!=4.1.x", "4.2.0", true),
            ("<11", "11.1.0", false),
            ("<11", "0.1.0", true),
            ("<1.1", "1.1.1", false),
            ("<1.1.x", "1.0.500", true),
            ("<1.1.x", "1.1.500", false),
            ("<=11", "11.2.3", true),
            ("<=11", "12.2.3", false),
            ("<=1.1", "1.1.1", true),
            ("<=1.1", "1.2.3", false),
            ("<=1.1-a", "0.1.0-alpha", true),
            ("<=1.1", "0.1.0-alpha", false),
            ("<=2.x", "3.0.0", false),
            (">1.1", "4.1.0", true),
            (">1.1", "1.1.0", false),
            (">11", "11.1.0", false),
            (">11", "12.0.0", true),
            (">11.1", "11.1.1", false),
            (">11.1", "11.2.1", true),
            (">0", "0", false),
            (">0", "1", true),
            (">0", "0.0.1-alpha", false),
            (">0-0", "0.0.1-alpha", false),
            (">0.0.0-0", "0.0.0-alpha", true),
            (">1.2.3-alpha.1", "1.3.3-alpha.2", true),
            (">=11", "11.1.2", true),
            (">=11.1", "11.0.2", false),
            (">=0-0", "0.0.1-alpha", true),
            (">=0.0.0-0", "3.4.5-beta.1", true),
            (">=1.1", "4.1.0-beta", false),
            ("=>1.1", "1.1.0", true),
            ("=<1.1", "1.1.9", true),
            ("<0-z", "0.0.0-alpha", true),
            ("=0", "1", false),
            ("*", "4.5.6", true),
            ("*", "1.2.3-alpha.1", false),
            ("*-0", "1.2.3-alpha.1", true),
            ("2.*", "3.4.5", false),
            ("2.1.*", "2.1.1", true),
            ("2.1.X", "2.2.1", false),
            ("0.x.x", "1.2.3", false),
            ("0.0.x", "1.2.3", false),
            ("0.0.0", "1.2.3", false),
            ("~0.0.0", "1.2.3", true),
            ("~*", "2.1.1", true),
            ("~1.2.3", "1.2.4", true),
            ("~1.2.3", "1.3.4", false),
            ("~1.2", "1.3.4", false),
            ("~1", "1.2.4", true),
            ("~>1.2", "1.2.9", true),
            ("~> 1.2.3", "1.3.0", false),
            ("~1", "2.3.4", false),
            ("~0.2.3", "0.3.5", false),
            ("~1.2.3-beta.2", "1.2.4-beta.2", true),
            ("~1.2.3-beta.2", "1.3.4-beta.2", false),
            ("~1.1.1-beta", "1.1.1-alpha", false),
            ("~1.1.1-beta", "1.1.1", true),
            ("^1.2.3", "1.8.9", true),
            ("^1.2.3", "2.8.9", false),
            ("^1.2.3", "1.2.1", false),
            ("^1.2.0", "1.2.1-alpha.1", false),
            ("^1.2.0-alpha.0", "1.2.1-alpha.1", true),
            ("^1.2.0-alpha.2", "1.2.0-alpha.1", false),
            ("^1", "1.8.9", true),
            ("^0.2.3", "0.2.5", true),
            ("^0.2.3", "0.5.6", false),
            ("^0.0.3", "0.0.3", true),
            ("^0.0.3", "0.0.4", false),
            ("^0.0", "0.0.3", true),
            ("^0.0", "0.1.4", false),
            ("^0.0", "1.0.4", false),
            ("^0", "0.2.3", true),
            ("^0", "1.1.4", false),
            ("^0.0.0", "1.2.3", false),
            ("^1.x", "1.1.1-beta1", false),
            ("^1.1.2-alpha", "1.2.1-beta1", true),
            (">1.1, <2", "1.1.1", false),
            (">1.1, <2", "1.2.1", true),
            (">1.1 <2", "1.2.1", true),
            (">1.1    <3", "4.3.2", false),
            (">= 1.1, <     2, !=1.2.3", "1.2.3", false),
            (">=1.1 <2 !=1.2.3 || > 3", "4.1.2", true),
            (">=1.1, <2, !=1.2.3 || > 3", "3.1.2", false),
            (">=1.1, <2, !=1.2.3 || >= 3", "3.0.0", true),
            (">= 1.0.0  <= 2.0.0-beta", "1.0.1-beta", true),
            (">= 1.0.0  <= 2.0.0-beta || > 3", "3.0.1-beta", false),
            (">= 1.0.0-0  <= 2.0.0", "1.0.1-beta", true),
            ("1.1 - 2", "1.1.1", true),
            ("1.1 - 2", "2.9.9", true),
            ("1.5.0 - 4.5", "3.7.0", true),
            ("1.5.0 - 4.5", "4.6.0", false),
            ("1.1-3", "4.3.2", false),
            ("1.0.0 - 2.0.0 <=2.0.0", "1.5.0", true),
            ("1.0.0 - 2.0.0, <=1.4", "1.5.0", false),
            ("1 - 2 || 4 - 5", "4.1.0", true),
            ("1 - 2 || 4 - 5", "3.1.0", false),
            (">=1.30.0-0", "1.30.4-gke.100", true),
            (">=1.30.0", "1.30.4-gke.100", false),
            (">= 1.16.0-0", "1.37.0", true),
            ("v1.2", "1.2.9", true),
            ("=v1.2.3", "1.2.3", true),
        ] as [(String, String, Bool)])
    func allowsWhatHelmAllows(_ constraint: String, _ version: String, _ isAllowed: Bool) throws {
        let constraint = try VersionConstraint(constraint)
        let version = try SemanticVersion(version)
        #expect(constraint.allows(version) == isAllowed)
        #expect(constraint.reasons(against: version).isEmpty == isAllowed)
    }

    @Test(
        arguments: [
            (">=1.1", "4.1.0-beta", true),
            ("*", "1.2.3-alpha", true),
            ("= 2.0", "2.0.1-beta", true),
            ("^1.x", "1.1.1-beta1", true),
            ("0.x.x", "1.2.3", false),
        ] as [(String, String, Bool)])
    func prereleasesCountWhenAskedFor(_ text: String, _ version: String, _ isAllowed: Bool) throws {
        var constraint = try VersionConstraint(text)
        constraint.includesPrereleases = true
        #expect(try constraint.allows(SemanticVersion(version)) == isAllowed)
    }

    @Test(arguments: [
        ("", 0),
        ("foo", 0),
        (">= bar", 3),
        ("BAR >= 1.2.3", 0),
        ("v1.2.3-beta.01", 7),
        ("12.3.4.1234", 6),
        ("12.3.34~ 1.2.3", 7),
        (">=1.2,", 6),
        (",>=1.2", 0),
        (">=1.2 ||", 8),
        ("|| 1", 0),
        ("1.2.", 4),
        ("1.2-", 4),
        ("1.2+", 4),
        (">1.2<2", 4),
        (">>1", 1),
        ("1x", 0),
        ("1 - ", 4),
        (">1 - 2", 3),
        ("1 - >2", 2),
        ("1 -2", 2),
        ("1.2 beta", 4),
        (">= 1.2 & < 2", 7),
    ])
    func errorsPointAtTheBadPart(_ text: String, _ offset: Int) {
        let error = #expect(throws: VersionError.self) { try VersionConstraint(text) }
        #expect(error?.code == .invalidConstraint)
        #expect(error?.offset == offset, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("=2.0.0", "1.2.3", #""1.2.3" is not equal to "2.0.0""#),
        ("!=4.1", "4.1.0", #""4.1.0" is equal to "4.1""#),
        ("<1.1", "1.1.1", #""1.1.1" is greater than or equal to "1.1""#),
        (">1.1", "1.1.0", #""1.1.0" is less than or equal to "1.1""#),
        (">=1.1", "0.0.9", #""0.0.9" is less than "1.1""#),
        ("<=1.1", "1.2.3", #""1.2.3" is greater than "1.1""#),
        ("~1.2.3", "1.3.2", #""1.3.2" does not have same major and minor version as "1.2.3""#),
        ("^1.2", "2.0.0", #""2.0.0" does not have same major version as "1.2""#),
        (
            "> 1.2.3", "1.2.3-beta.1",
            #""1.2.3-beta.1" is a prerelease version and the constraint is only looking for release versions"#
        ),
    ])
    func saysWhyNot(_ constraint: String, _ version: String, _ reason: String) throws {
        #expect(try VersionConstraint(constraint).reasons(against: SemanticVersion(version)) == [reason])
    }

    @Test func everyAlternativeGivesItsReasons() throws {
        let reasons = try VersionConstraint("<1, >5 || =9").reasons(against: SemanticVersion("2.0.0"))
        #expect(reasons.count == 3)
        #expect(try VersionConstraint("<1 || <2").reasons(against: SemanticVersion("3.0.0-rc.1")).count == 1)
    }

    @Test func printsItselfBack() throws {
        #expect(try VersionConstraint(">=1.1,<2||~>3.x").description == ">=1.1 <2 || ~>3.x")
        #expect(try VersionConstraint("1.1 - 2").description == ">=1.1 <=2")
        #expect(try VersionConstraint(" 1.1 - 2 ").source == " 1.1 - 2 ")
        #expect(try VersionConstraint(">=1,<2") == VersionConstraint(">=1 <2"))
    }

    @Test(arguments: [
        String(repeating: "1", count: 100_000), String(repeating: "|| ", count: 5000), "99999999999999999999999",
    ])
    func hostileTextsAreRefused(_ text: String) {
        #expect(throws: VersionError.self) { try VersionConstraint(text) }
    }
}
