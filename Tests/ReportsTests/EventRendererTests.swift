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
        #expect(PlainEventLine.render(Event(.warning, .plan, "old", outcome: .warned)) == "plan: warning: old")
        #expect(PlainEventLine.render(Event(.stepFinished, .plan, "old", outcome: .warned)) == "plan: old [warned]")
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
        let lines = view.lines(elapsed: .seconds(2), style: TextStyle(width: width))
        for line in lines { #expect(line.count <= width, "\(line)") }
        #expect(lines.first?.contains("(simulated)") == true, "\(lines)")
        #expect(lines.last?.contains("(simulated)") == true, "\(lines)")
    }

    static let reason =
        "waiting for Deployment dynamo-system/dynamo-platform-operator: pod operator-5d9: container "
        + "manager: ImagePullBackOff: manifest for example/operator:9 is unknown"

    /// The end of a message is its point: it is wrapped, and where there is no room the middle is left out.
    @Test(arguments: [(40, 1), (40, 3), (80, 1), (80, 3), (200, 1)]) func theEndOfAReasonIsShown(width: Int, steps: Int)
    {
        var events = [(Event(.phaseStarted, .operators, "installing"), 0)]
        for number in 1...steps {
            events.append((Event(.stepStarted, .operators, step: "operator/\(number)", Self.reason), 0))
        }
        let lines = Self.view(events).lines(elapsed: .seconds(1), limit: 10, style: TextStyle(width: width))
        #expect(lines.count <= 10)
        for line in lines { #expect(line.count <= width, "\(line)") }
        for number in 1...steps { #expect(lines.contains { $0.contains(" operator/\(number): ") }, "\(lines)") }
        #expect(lines.joined().filter { $0 != " " }.ranges(of: "operator:9isunknown").count == steps, "\(lines)")
    }

    @Test func whatIsWaitedForStandsAtTheEnd() {
        let lines = Self.running.lines(elapsed: .seconds(64), waiting: "waiting for GET https://a/version (12 s)")
        #expect(lines.last == "  waiting for GET https://a/version (12 s)")
        #expect(lines.count == 4)
        let long = "waiting for GET https://" + String(repeating: "a", count: 200) + " (9 s)"
        let cut = Self.running.lines(elapsed: .seconds(64), limit: 2, waiting: long)
        #expect(cut.count == 2 && cut[1].count <= 80 && cut[1].hasSuffix("a (9 s)") && cut[1].contains("…"), "\(cut)")
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
