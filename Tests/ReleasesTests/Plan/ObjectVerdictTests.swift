import Testing
import Value

@testable import Releases

/// What a run with nothing to do says of what it has looked at.
@Suite struct ObjectVerdictTests {
    private let record = StoredRelease(body: ["name": "demo", "namespace": "apps", "version": 4])
    private let same = (object: "a", verdict: ObjectComparison.Verdict.same)
    private let left = (object: "b", verdict: ObjectComparison.Verdict.left(remark: "b is another's"))
    private let unknown = (object: "c", verdict: ObjectComparison.Verdict.unknown(reason: "no answer"))
    private let different = (object: "d", verdict: ObjectComparison.Verdict.different)

    @Test func whatOthersKeepIsInPlaceAndSaid() throws {
        let settled = try #require(ObjectComparison([same, left]).settled(record, []))
        #expect(settled.news == "revision 4 is in place, nothing to change")
        let outcome = settled.outcome(warnings: ["first"])
        #expect(outcome.change == .unchanged)
        #expect(outcome.warnings == ["first", "b is another's"])
        #expect(!outcome.hasChanged)
    }

    @Test func whatCouldNotBeComparedIsCountedAmongAll() throws {
        let settled = try #require(ObjectComparison([same, left, unknown]).settled(record, []))
        #expect(settled.news == "revision 4 is in place, but 1 of its 3 objects could not be compared")
        let outcome = settled.outcome(warnings: [])
        #expect(outcome.change == .unknown)
        #expect(outcome.warnings == ["b is another's", "c could not be compared: no answer"])
        #expect(outcome.value["uncompared"] == [["object": "c", "reason": "no answer"]])
        #expect(outcome.value["change"] == "unknown")
    }

    /// CRDs and objects are compared apart, and judged together.
    @Test func bothPartsCount() throws {
        let both = ObjectComparison([same, unknown]).joined(with: ObjectComparison([left]))
        #expect(both.count == 3)
        #expect(both.remarks == ["b is another's"])
        #expect(both.uncompared.map(\.object) == ["c"])
        #expect(both.settled(record, []) != nil)
        for parts in [([same], [different]), ([different], [same])] {
            let joined = ObjectComparison(parts.0).joined(with: ObjectComparison(parts.1))
            #expect(joined.differs)
            #expect(joined.settled(record, []) == nil)
        }
    }
}
