/// What a failed Helm's words tell, for advice alone: they decide nothing.
enum HelmWords {
    /// Whether it has waited for its objects, so that what they lack now is why it failed.
    static func areOfWaiting(_ text: String) -> Bool {
        waits.contains { text.contains($0) }
    }

    private static let waits = [
        "timed out waiting", "context deadline exceeded", "would exceed context deadline", "not ready", "job failed",
        "status: InProgress", "status: Failed",
    ]

    /// What to do about it first; nil where nothing more is known.
    static func next(_ text: String) -> String? {
        guard text.contains("Apply failed with ") else { return nil }
        return "put the values of these fields into the release's values, or have helm take them with --force-conflicts"
    }
}
