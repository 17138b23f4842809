import Kubernetes
import Value

extension RemovalOptions {
    /// As a saved plan holds them.
    var saved: Value {
        [
            "keepsHistory": .bool(keepsHistory), "runsHooks": .bool(runsHooks), "cascade": .string(cascade.rawValue),
            "waits": .bool(waits), "description": description.map(Value.string) ?? .null,
        ]
    }

    /// Everything that `saved` holds.
    static let savedKeys = ["keepsHistory", "runsHooks", "cascade", "waits", "description"]

    init(_ fields: SavedFields) throws(SavedFieldsError) {
        try fields.rejectUnknown(known: Self.savedKeys)
        self.init(
            keepsHistory: try fields.bool("keepsHistory"), runsHooks: try fields.bool("runsHooks"),
            cascade: try fields.choice(
                "cascade", [DeleteOptions.Propagation.background, .foreground, .orphan].map { ($0, $0.rawValue) }),
            waits: try fields.bool("waits"),
            description: try fields.optional("description", "a string") { $0.string })
    }
}
