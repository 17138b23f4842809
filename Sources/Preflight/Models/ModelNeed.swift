import Value

/// The memory that a model takes of each accelerator of a worker, and how sure that is.
struct ModelNeed: Sendable, Hashable {
    enum Source: String, Sendable {
        /// The hub tells the size of its tensors.
        case hub
        /// The catalog tells the least memory that holds it.
        case catalog
        /// Its number of parameters, by two bytes each: it may be published in less.
        case estimate
    }

    var source: Source
    /// Bytes: of its tensors, or of all that it takes where the catalog tells that.
    var bytes: Int64

    /// Nil where nothing is known of its size.
    ///
    /// - Throws: where what the catalog says of it cannot be read.
    init?(_ model: Value, _ hub: HubModel?) throws(UnknownReason) {
        if let weights = hub?.weights, weights > 0 {
            self.init(source: .hub, bytes: weights)
        } else if let least = try Self.least(model) {
            self.init(source: .catalog, bytes: least)
        } else if let weights = Self.weights(model["parameters"]?.string) {
            self.init(source: .estimate, bytes: weights)
        } else {
            return nil
        }
    }

    init(source: Source, bytes: Int64) {
        self.source = source
        self.bytes = bytes
    }

    private static let gibibyte = Double(1 << 30)
    /// What the engine takes of a device's memory, as vLLM has it unless told otherwise.
    private static let utilization = 0.92
    /// What comes to the weights when they are loaded.
    private static let loading = 1.02
    /// Of each device, for activations and for what is outside of the engine.
    private static let fixed = 2.3 * gibibyte
    private static let share = 0.05

    /// Bytes of each of so many devices; the least that it can do with.
    func perDevice(_ devices: Int64) -> Int64 {
        let each = Double(bytes) / Double(max(1, devices))
        guard source != .catalog else { return Int64(clamping: Int128(each.rounded(.up))) }
        let needed = (each * (Self.loading + Self.share) + Self.fixed) / Self.utilization
        return Int64(clamping: Int128(needed.rounded(.up)))
    }

    /// Where the number comes from, for people.
    var words: String {
        let size = RoomKind.memory.number(bytes)
        switch source {
        case .hub: return "its weights are \(size)"
        case .catalog: return "the catalog says that it needs \(size)"
        case .estimate: return "its weights are \(size) by estimate"
        }
    }

    /// Bytes that the catalog tells; nil where it tells none.
    private static func least(_ model: Value) throws(UnknownReason) -> Int64? {
        guard let text = model["minimumGPUMemory"]?.string else { return nil }
        do {
            let bytes = try Quantity(text).integer
            return bytes > 0 ? bytes : nil
        } catch {
            let name = model["id"]?.string ?? "a model"
            throw UnknownReason(.failed, "the memory that \(name) needs by the catalog cannot be read: \(error)")
        }
    }

    /// Two bytes for each parameter; nil for what is no number of them, such as `8x7B`.
    static func weights(_ parameters: String?) -> Int64? {
        guard let parameters, let unit = parameters.last, let number = Double(parameters.dropLast()), number > 0 else {
            return nil
        }
        let scales: [Character: Double] = ["T": 1e12, "B": 1e9, "M": 1e6]
        guard let scale = scales[unit] else { return nil }
        return Int64(exactly: (number * scale * 2).rounded())
    }
}
