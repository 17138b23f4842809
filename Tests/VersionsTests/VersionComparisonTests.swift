import Testing

@testable import Versions

@Suite struct VersionComparisonTests {
    static func comparison(_ text: String) throws -> VersionComparison {
        try #require(try VersionConstraint(text).alternatives.first?.comparisons.first)
    }

    @Test(
        arguments: [
            ("1.2.3", .equal, .none),
            ("1.2", .equal, .patch),
            ("1", .equal, .minor),
            ("*", .equal, .major),
            ("x.2.3", .equal, .major),
            ("1.X", .equal, .minor),
            ("1.2.x", .equal, .patch),
            (">1", .greater, .minor),
            ("=> 1.2", .greaterOrEqual, .patch),
            ("=<1.2.3", .lessOrEqual, .none),
            ("~>1", .tilde, .minor),
            ("^ 0.1", .caret, .patch),
            ("!= 1", .notEqual, .minor),
            ("< v2", .less, .minor),
        ] as [(String, VersionComparison.Operator, VersionComparison.Wildcard)])
    func readsOperatorsAndWildcards(
        _ text: String, _ sign: VersionComparison.Operator, _ wildcard: VersionComparison.Wildcard
    ) throws {
        let comparison = try Self.comparison(text)
        #expect(comparison.sign == sign)
        #expect(comparison.wildcard == wildcard)
    }

    @Test(arguments: [
        (">= 1.2.3, < 2.0", 1, 2),
        (">= 1.2.3 < 2.0 || => 3.0 < 4", 2, 2),
        ("3 - 4 || => 3.0, < 4", 2, 2),
        ("12.3.34 ~1.2.3", 1, 2),
        ("1.0.0 - 2.0.0, <=2.0.0", 1, 3),
        ("v2.3.5-20161202202307-sha.e8fc5e5", 1, 1),
        ("1||2||3", 3, 1),
        (" 1 , 2 , 3 ", 1, 3),
    ]) func countsAlternativesAndComparisons(_ text: String, _ alternatives: Int, _ comparisons: Int) throws {
        let constraint = try VersionConstraint(text)
        #expect(constraint.alternatives.count == alternatives)
        #expect(constraint.alternatives.first?.comparisons.count == comparisons)
    }

    /// A constraint is a set: what it allows is what its parts allow.
    @Test func alternativesAreUnionsAndSpacesIntersections() throws {
        let texts = [">=1.2", "<2.3.4", "~1.4", "^0.3", "!=1.5", "1.x", "=2.0.1", ">1", "<=2"]
        let versions = try ["0.3.1", "0.9.9", "1.0.0", "1.2.0", "1.4.7", "1.5.2", "2.0.0", "2.0.1", "2.3.3", "3.0.0"]
            .map { try SemanticVersion($0) }
        for left in texts {
            for right in texts {
                let both = try VersionConstraint("\(left), \(right)")
                let spaced = try VersionConstraint("\(left) \(right)")
                let either = try VersionConstraint("\(left) || \(right)")
                let (one, other) = (try VersionConstraint(left), try VersionConstraint(right))
                for version in versions {
                    #expect(both.allows(version) == (one.allows(version) && other.allows(version)))
                    #expect(spaced.allows(version) == both.allows(version))
                    #expect(either.allows(version) == (one.allows(version) || other.allows(version)))
                }
            }
        }
    }

    @Test func aPrereleaseCountsOnlyWithinItsAlternative() throws {
        let constraint = try VersionConstraint(">=1.0.0-0 <2 || >=3")
        #expect(try constraint.allows(SemanticVersion("1.5.0-rc.1")))
        #expect(try !constraint.allows(SemanticVersion("3.5.0-rc.1")))
        #expect(try constraint.reasons(against: SemanticVersion("3.5.0-rc.1")).count == 2)
    }

    @Test func scannersReadPieceByPiece() {
        var scanner = VersionScanner("v1 \t2")
        let letters = [scanner.skip("v"), scanner.skip("v")]
        #expect(letters == [true, false])
        let digits = scanner.take(while: isDigit)
        #expect(digits == "1")
        let blanks = [scanner.skipSpace(), scanner.skipSpace()]
        #expect(blanks == [true, false])
        #expect(scanner.found == "\"2\"")
        let isSkipped = scanner.skip(word: "2")
        #expect(isSkipped)
        #expect(scanner.isAtEnd)
        #expect(scanner.found == "the end")
    }
}
