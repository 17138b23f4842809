import Kubernetes
import Readiness
import Value

@testable import Waiting

/// Plays the driver of a wait without a cluster and without time.
struct MachineRun {
    var machine: WaitMachine
    private(set) var news: [WaitNews] = []
    /// Looks, watches, diagnoses and quotations that the machine has asked for and that have not been answered.
    private(set) var asked: [WaitMachine.Action] = []

    init(_ awaited: [Awaited], _ limits: WaitLimits = WaitLimits(.seconds(600)), policy: FaultPolicy = .standard) {
        machine = WaitMachine(awaited, limits: limits, policy: policy)
    }

    /// What is left to do when all that can be done at this moment has been asked for: sleep, done or fail.
    mutating func settle() -> WaitMachine.Action {
        while true {
            switch machine.next() {
            case .report(let item): news.append(item)
            case .sleep(let time):
                precondition(time > machine.now, "a machine that sleeps until now never ends")
                return .sleep(until: time)
            case .done: return .done
            case .fail: return .fail
            case let action: asked.append(action)
            }
        }
    }

    mutating func pass(to seconds: Double) {
        machine.passed(to: .milliseconds(Int64(seconds * 1000)))
    }

    /// Answers every look that was asked for, then settles.
    mutating func see(_ objects: [Int: Value]) -> WaitMachine.Action {
        for action in asked {
            guard case .look(let index) = action else { continue }
            if let object = objects[index] { machine.saw(index, Sight(object)) } else { machine.missed(index) }
        }
        asked.removeAll { if case .look = $0 { true } else { false } }
        return settle()
    }

    /// What was asked for of one kind, which the test answers itself.
    mutating func take(_ isWanted: (WaitMachine.Action) -> Bool) -> [WaitMachine.Action] {
        let wanted = asked.filter(isWanted)
        asked.removeAll(where: isWanted)
        return wanted
    }

    /// Answers every diagnosis that was asked for, then settles.
    mutating func find(_ findings: Findings) -> WaitMachine.Action {
        for action in asked { if case .diagnose(let index) = action { machine.diagnosed(index, findings) } }
        asked.removeAll { if case .diagnose = $0 { true } else { false } }
        return settle()
    }

    /// Lets time pass in steps of a second, showing the same of one object all the while, until the wait ends.
    ///
    /// - Returns: when it ended, or nil when it had not by then.
    mutating func show(
        _ object: Value, _ findings: Findings = Findings(), until end: Int = 600
    ) -> (seconds: Int, action: WaitMachine.Action)? {
        let start = Int(machine.now.components.seconds)
        for second in start...max(start, end) {
            pass(to: Double(second))
            for _ in 0..<4 {
                var action = settle()
                if asked.contains(where: { if case .look = $0 { true } else { false } }) { action = see([0: object]) }
                if asked.contains(where: { if case .diagnose = $0 { true } else { false } }) { action = find(findings) }
                for case .quote(let index, _) in asked { machine.quoted(index, "; its log ends:\nboom") }
                asked.removeAll { if case .quote = $0 { true } else { false } }
                if action == .done || action == .fail { return (second, action) }
            }
        }
        return nil
    }

    var error: WaitError? { machine.error as? WaitError }
    var texts: [String] { news.map(\.text) }
}

extension WaitMachine.Action {
    /// Whether the wait goes on, with nothing to do for the moment.
    var isSleep: Bool { if case .sleep = self { true } else { false } }
}
