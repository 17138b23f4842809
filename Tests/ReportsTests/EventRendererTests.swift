import Events
import Reports
import Testing
import Value

@Suite struct EventRendererTests {
    static let finished = Event(
        .stepFinished, .operators, step: "operator/dynamo-platform", "installed 1.5.1", outcome: .created,
        isSimulated: true, details: ["revision": 1])

    @Test func aPlainLineSaysPhaseStepAndOutcome() {
        #expect(
            PlainEventLine.render(Self.finished)
                == "operators: operator/dynamo-platform: installed 1.5.1 [created] (simulated)")
        #expect(PlainEventLine.render(Event(.phaseStarted, .models, "deploying")) == "models: deploying")
        #expect(PlainEventLine.render(Event(.warning, .plan, "old")) == "plan: warning: old")
        #expect(
            PlainEventLine.render(Event(.stepFinished, .preflight, step: "check/a", "no", outcome: .failed))
                == "preflight: check/a: no [FAILED]")
    }

    @Test func onlyWhatTakesLongShowsProgressInALog() {
        #expect(PlainEventLine.render(Event(.progress, .preflight, "gathered 1 of 4 facts")) == nil)
        #expect(PlainEventLine.render(Event(.progress, .models, step: "a", "1 of 3")) == "models: a: 1 of 3")
    }

    @Test func f54linesAreOneLineAndPlain() {
        let hostile = Event(.stepFinished, .models, step: "a\nb\u{1B}[2J", "x\r\ny\u{9B}m\u{7}", outcome: .ready)
        let line = PlainEventLine.render(hostile) ?? ""
        #expect(line == "models: a b\\u{1b}[2J: x y\\u{9b}m\\u{7} [ready]")
        let record = EventRecord.render(hostile, sequence: 1, elapsed: .zero)
        #expect(!record.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
    }

    @Test func aRecordIsOneLineOfJSONWithAStableID() throws {
        let text = EventRecord.render(Self.finished, sequence: 7, elapsed: .milliseconds(1500))
        #expect(!text.contains("\n"))
        #expect(
            try Value(jsonText: text) == [
                "schema": "groundcrew.event/v1", "sequence": 7, "elapsedMilliseconds": 1500,
                "id": "operators/operator/dynamo-platform/stepFinished", "kind": "stepFinished",
                "phase": "operators", "step": "operator/dynamo-platform", "message": "installed 1.5.1",
                "outcome": "created", "simulated": true, "details": ["revision": 1],
            ])
        #expect(EventRecord.id(Event(.phaseStarted, .plan, "x")) == "plan/phaseStarted")
    }
}

@Suite struct ProgressViewTests {
    static func view(_ events: [(Event, Int)]) -> ProgressView {
        var view = ProgressView()
        for (event, second) in events { view.apply(event, elapsed: .seconds(second)) }
        return view
    }

    static let running = view([
        (Event(.phaseStarted, .models, "deploying 2 models"), 0),
        (Event(.stepStarted, .models, step: "model/a", "applying"), 1),
        (Event(.stepStarted, .models, step: "model/b", "applying"), 2),
        (Event(.progress, .models, step: "model/b", "ready 1/3"), 5),
        (Event(.stepFinished, .models, step: "model/a", "ready 1/1", outcome: .ready), 63),
    ])

    @Test func showsThePhaseAndItsSteps() {
        #expect(
            Self.running.lines(elapsed: .seconds(64)) == [
                "⠋ models: deploying 2 models (1 of 2 done) 1m04s", "  ✓ model/a: ready 1/1 1m02s",
                "  ⠋ model/b: ready 1/3 1m02s",
            ])
    }

    @Test func theSpinnerMovesWithTime() {
        let first = Self.running.lines(elapsed: .milliseconds(64_000))
        let second = Self.running.lines(elapsed: .milliseconds(64_100))
        #expect(first != second)
        #expect(first == Self.running.lines(elapsed: .milliseconds(64_000)))
    }

    @Test func nothingIsShownBeforeAndAfterARun() {
        #expect(ProgressView().lines(elapsed: .zero).isEmpty)
        var view = Self.running
        view.apply(Event(.phaseFinished, .models, "done", outcome: .ready), elapsed: .seconds(65))
        #expect(view.lines(elapsed: .seconds(66)).isEmpty)
    }

    @Test(arguments: 0...12) func keepsToTheLimit(_ limit: Int) {
        var view = Self.view([(Event(.phaseStarted, .operators, "installing"), 0)])
        for index in 0..<20 {
            view.apply(Event(.stepStarted, .operators, step: "s\(index)", "busy"), elapsed: .seconds(1))
            if index.isMultiple(of: 3) {
                view.apply(
                    Event(.stepFinished, .operators, step: "s\(index)", "done", outcome: .created), elapsed: .seconds(2)
                )
            }
        }
        let lines = view.lines(elapsed: .seconds(3), limit: limit)
        #expect(lines.count <= limit)
        #expect(limit == 0 || lines.count == limit)
        if limit > 2 { #expect(lines.last?.contains("more") == true, "\(lines)") }
    }

    @Test(arguments: [40, 80]) func keepsToTheWidth(_ width: Int) {
        let long = String(repeating: "very long ", count: 30)
        let view = Self.view([
            (Event(.phaseStarted, .models, long, isSimulated: true), 0),
            (Event(.stepStarted, .models, step: "model/" + long, long, isSimulated: true), 1),
        ])
        for line in view.lines(elapsed: .seconds(2), style: TextStyle(width: width)) {
            #expect(line.count <= width, "\(line)")
            #expect(line.contains("(simulated)"), "\(line)")
        }
    }

    @Test func saysSimulated() {
        let view = Self.view([
            (Event(.phaseStarted, .models, "deploying", isSimulated: true), 0),
            (Event(.stepStarted, .models, step: "model/a", "applying", isSimulated: true), 0),
        ])
        #expect(view.lines(elapsed: .seconds(1)).allSatisfy { $0.contains("(simulated)") })
    }

    @Test func aStepThatGoesOnAfterItsEndRunsAgain() {
        let view = Self.view([
            (Event(.phaseStarted, .models, "deploying"), 0),
            (Event(.stepFinished, .models, step: "a", "gone", outcome: .failed), 1),
            (Event(.stepStarted, .models, step: "a", "again"), 2),
        ])
        #expect(view.lines(elapsed: .seconds(3)).last?.hasPrefix("  ⠋ a: again") == true)
    }

    @Test func warningsAreCountedAndEventsWithoutAPhaseShown() {
        let view = Self.view([
            (Event(.progress, .preflight, "gathered 1 of 4 facts"), 0), (Event(.warning, .preflight, "old"), 1),
        ])
        #expect(view.lines(elapsed: .seconds(2)) == ["⠋ preflight: gathered 1 of 4 facts (1 warning) 2s"])
    }

    @Test func f54controlCharactersAreShown() {
        let view = Self.view([(Event(.phaseStarted, .models, "a\u{1B}[2J\nb"), 0)])
        #expect(view.lines(elapsed: .zero) == ["⠋ models: a\\u{1b}[2J b 0s"])
    }
}
