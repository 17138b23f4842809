import Testing

@testable import Waiting

/// Since when each fault has been there.
@Suite struct FaultLedgerTests {
    private let crash = Fault(.crashLoop, "it ends")

    /// The patience is 180 s, and a container that runs for less than 60 s between two crashes has not got well.
    @Test func whatIsNotShownAnyMoreEndsNothing_F47() {
        var ledger = FaultLedger(.standard)
        ledger.note([crash], of: 0, from: .pods, at: .zero)
        ledger.note([crash], of: 0, from: .pods, at: .seconds(179))
        #expect(ledger.ripe() == nil)
        ledger.note([crash], of: 0, from: .pods, at: .seconds(180))
        #expect(ledger.ripe()?.fault == crash)
        ledger.note([], of: 0, from: .pods, at: .seconds(190))
        #expect(ledger.ripe() == nil)
        ledger.note([crash], of: 0, from: .pods, at: .seconds(200))
        #expect(ledger.ripe()?.fault == crash)
    }

    /// Its first time counts on, or the time when it came back.
    @Test(arguments: [(60, true), (61, false)])
    func aFaultThatComesBackWithinItsGapHasNeverBeenAway_F47(away: Int, goesOn: Bool) {
        var ledger = FaultLedger(.standard)
        ledger.note([crash], of: 0, from: .pods, at: .zero)
        ledger.note([], of: 0, from: .pods, at: .seconds(10))
        ledger.note([crash], of: 0, from: .pods, at: .seconds(away))
        ledger.note([crash], of: 0, from: .pods, at: .seconds(180))
        #expect((ledger.ripe() != nil) == goesOn)
    }

    @Test func whatWasAwayForLongerBeginsAnew_F47() {
        var ledger = FaultLedger(.standard)
        ledger.note([crash], of: 0, from: .pods, at: .zero)
        ledger.note([], of: 0, from: .pods, at: .seconds(100))
        ledger.note([crash], of: 0, from: .pods, at: .seconds(200))
        ledger.note([crash], of: 0, from: .pods, at: .seconds(379))
        #expect(ledger.ripe() == nil)
        ledger.note([crash], of: 0, from: .pods, at: .seconds(380))
        #expect(ledger.ripe()?.index == 0)
    }

    @Test func sourcesAndObjectsKeepTheirOwnTime() {
        var ledger = FaultLedger(.standard)
        let failed = Fault(.failed, "no")
        ledger.note([failed], of: 0, from: .status, at: .zero)
        ledger.note([failed], of: 1, from: .status, at: .seconds(10))
        ledger.note([], of: 0, from: .pods, at: .seconds(10))
        #expect(ledger.nextRipe() == .seconds(20))
        ledger.note([failed], of: 0, from: .status, at: .seconds(20))
        ledger.note([failed], of: 1, from: .status, at: .seconds(20))
        #expect(ledger.ripe()?.index == 0)
        ledger.note([], of: 0, from: .status, at: .seconds(20))
        #expect(ledger.ripe() == nil)
        #expect(ledger.nextRipe() == .seconds(30))
        // Without a gap, a moment without it is enough.
        ledger.note([], of: 1, from: .status, at: .seconds(21))
        #expect(ledger.nextRipe() == nil)
    }
}
