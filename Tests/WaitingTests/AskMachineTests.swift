import Testing

@testable import Waiting

@Suite struct AskMachineTests {
    private enum Step: Equatable {
        case ask
        case sleep(Duration)
        case done(String)
        case fail(AskError)
    }

    private func step(_ machine: inout AskMachine<String>) -> Step {
        switch machine.next() {
        case .ask: .ask
        case .sleep(let pause): .sleep(pause)
        case .done(let proof): .done(proof)
        case .fail(let error): .fail(error)
        }
    }

    private let limits = AskLimits(.seconds(60), doubt: .seconds(30))

    @Test func aProofEndsIt() {
        var machine = AskMachine<String>(limits)
        #expect(step(&machine) == .ask)
        machine.heard(.proven("yes"), at: .seconds(1))
        #expect(step(&machine) == .done("yes"))
    }

    @Test func itAsksAgainAfterLongerAndLongerPauses() {
        var machine = AskMachine<String>(limits)
        var pauses: [Step] = []
        for second in 0..<7 {
            #expect(step(&machine) == .ask)
            machine.heard(.notYet("starting"), at: .seconds(second))
            pauses.append(step(&machine))
        }
        #expect(pauses == [250, 500, 1000, 2000, 4000, 5000, 5000].map { .sleep(.milliseconds($0)) })
        #expect(machine.words == "starting")
    }

    @Test func whatIsWrongStands() {
        var machine = AskMachine<String>(limits)
        machine.heard(.wrong("another model answered"), at: .zero)
        #expect(step(&machine) == .fail(AskError(.wrong, "another model answered")))
    }

    @Test func aDoubtMustLast() {
        var machine = AskMachine<String>(limits)
        machine.heard(.doubtful("not listed"), at: .seconds(1))
        #expect(step(&machine) == .sleep(.milliseconds(250)))
        machine.heard(.doubtful("not listed"), at: .seconds(30))
        #expect(step(&machine) != .fail(AskError(.wrong, "not listed")))
        machine.heard(.doubtful("not listed"), at: .seconds(31))
        #expect(step(&machine) == .fail(AskError(.wrong, "not listed")))
    }

    @Test func aDoubtThatWentAwayStartsAnewF47() {
        var machine = AskMachine<String>(limits)
        machine.heard(.doubtful("not listed"), at: .seconds(1))
        machine.heard(.notYet("503"), at: .seconds(20))
        machine.heard(.doubtful("not listed"), at: .seconds(32))
        #expect(step(&machine) == .sleep(.milliseconds(250)))
        machine.heard(.doubtful("not listed"), at: .seconds(62))
        #expect(step(&machine) == .fail(AskError(.wrong, "not listed")))
    }

    @Test func timeEndsItWithWhatWasHeardLast() {
        var machine = AskMachine<String>(limits)
        machine.heard(.notYet("503"), at: .seconds(59))
        #expect(step(&machine) == .sleep(.milliseconds(250)))
        machine.heard(.notYet("502"), at: .seconds(60))
        #expect(step(&machine) == .fail(AskError(.timedOut, "502")))
    }

    @Test func aSingleQuestionIsAskedOnce() {
        var machine = AskMachine<String>(AskLimits(.zero))
        #expect(step(&machine) == .ask)
        machine.heard(.doubtful("hm"), at: .zero)
        #expect(step(&machine) == .fail(AskError(.wrong, "hm")))
    }
}
