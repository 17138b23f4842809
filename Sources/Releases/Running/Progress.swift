import Events

/// Tells how a release's work goes on.
struct Progress: Sendable {
    let sink: any EventSink
    let phase: Event.Phase
    /// `namespace/name`.
    let release: String

    func say(_ message: String) {
        sink.emit(Event(.progress, phase, step: "release/\(release)", message))
    }

    func warn(_ message: String) {
        sink.emit(Event(.warning, phase, step: "release/\(release)", message, outcome: .warned))
    }
}
