import Events
import Synchronization
import Testing
import Value

@Suite struct EventTests {
    /// Logs, dashboards and scripts read these words.
    @Test func wordsForMachinesStay() {
        #expect(
            Event.Kind.allCases.map(\.rawValue)
                == ["phaseStarted", "stepStarted", "progress", "stepFinished", "phaseFinished", "warning"])
        #expect(
            Event.Phase.allCases.map(\.rawValue) == [
                "plan", "preflight", "operators", "models", "endpoint", "releases",
            ])
        #expect(
            Event.Outcome.allCases.map(\.rawValue) == [
                "created", "changed", "unchanged", "deleted", "ready", "passed", "warned", "skipped", "failed",
                "unknown", "cancelled",
            ])
    }

    @Test func anEventIsRealAndWithoutOutcomeUnlessItSaysOtherwise() {
        let event = Event(.progress, .models, "loading")
        #expect(!event.isSimulated)
        #expect(event.outcome == nil)
        #expect(event.step == nil)
        #expect(event.details.isEmpty)
        #expect(event != Event(.progress, .models, "loading", isSimulated: true))
    }

    @Test func workBehindAStepShowsAsTheStepsOwn() {
        final class Last: EventSink {
            let event = Mutex<Event?>(nil)
            func emit(_ event: Event) { self.event.withLock { $0 = event } }
        }
        let last = Last()
        SteppedEvents("model/a", last).emit(Event(.progress, .models, step: "release/a", "applying"))
        #expect(last.event.withLock { $0 } == Event(.progress, .models, step: "model/a", "applying"))
    }

    @Test func eventsOfASimulatedClusterAreMarkedWhoeverMadeThem() {
        final class Last: EventSink {
            let event = Mutex<Event?>(nil)
            func emit(_ event: Event) { self.event.withLock { $0 = event } }
        }
        let last = Last()
        let event = Event(.progress, .models, step: "model/a", "applying", outcome: .ready, details: ["a": 1])
        SteppedEvents("model/b", SimulatedEvents(last)).emit(event)
        var marked = event
        marked.isSimulated = true
        marked.step = "model/b"
        #expect(last.event.withLock { $0 } == marked)
    }

    @Test func noEventsDropsEverything() {
        NoEvents().emit(Event(.warning, .plan, "lost"))
    }
}
