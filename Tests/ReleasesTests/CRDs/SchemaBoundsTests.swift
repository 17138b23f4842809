import Testing
import Value

@testable import Releases

/// Numbers at the edges of what a bound can be.
@Suite struct SchemaBoundsTests {
    private func messages(_ old: Value, _ new: Value) -> [String] {
        SchemaBounds.changes(from: old, to: new).map(\.message)
    }

    /// A floating-point number does not tell the two apart.
    @Test func largeNumbersAreToldApart() {
        let (large, larger): (Value, Value) = (.integer(9_007_199_254_740_992), .integer(9_007_199_254_740_993))
        #expect(
            messages(["minimum": large], ["minimum": larger])
                == ["would change its minimum from 9007199254740992 to 9007199254740993"])
        #expect(messages(["minimum": larger], ["minimum": large]) == [])
        #expect(
            messages(["maximum": larger], ["maximum": large])
                == ["would change its maximum from 9007199254740993 to 9007199254740992"])
        #expect(messages(["maximum": large], ["maximum": large, "exclusiveMaximum": true]).count == 1)
    }

    @Test func aWholeNumberIsWhatItIsHoweverItIsWritten() {
        #expect(messages(["maximum": 5], ["maximum": 5.0]) == [])
        #expect(messages(["maximum": 5.0], ["maximum": 4]).count == 1)
        #expect(messages(["minimum": 1.5], ["minimum": 2]).count == 1)
    }

    /// No chart can make it crash.
    @Test func anyDivisorIsTaken() {
        let least: Value = .integer(.min)
        #expect(messages(["multipleOf": least], ["multipleOf": -1]) == [])
        #expect(messages(["multipleOf": -1], ["multipleOf": least]).count == 1)
        #expect(messages(["multipleOf": 6], ["multipleOf": 0]).count == 1)
        #expect(messages(["multipleOf": 1.5], ["multipleOf": 0.5]).count == 1)
        #expect(messages(["multipleOf": 6], ["multipleOf": 3]) == [])
    }
}
