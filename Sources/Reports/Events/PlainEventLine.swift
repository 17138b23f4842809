public import Events

/// An event as one line of a log.
public enum PlainEventLine {
    /// Nil for the progress of preflight, which ends in seconds; a model that loads for minutes must not be silent.
    /// Always one line, without its line break.
    public static func render(_ event: Event) -> String? {
        if event.kind == .progress && event.phase == .preflight { return nil }
        var line = "\(event.phase.rawValue): "
        if let step = event.step { line += "\(plainLine(step)): " }
        if event.kind == .warning { line += "warning: " }
        line += plainLine(event.message)
        switch event.outcome {
        case .failed: line += " [FAILED]"
        // It has been said.
        case .warned where event.kind == .warning: break
        case let outcome?: line += " [\(outcome.rawValue)]"
        case nil: break
        }
        if event.isSimulated { line += " (simulated)" }
        return line
    }
}
