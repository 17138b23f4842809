import Value

/// A Kubernetes quantity as JSON has it: text, or a bare number.
struct QuantityText: Decodable, Sendable {
    var text: String

    init(_ text: String) { self.text = text }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {  // What else it may be is tried next.
            self.text = text
        } else {
            text = String(try container.decode(Int64.self))
        }
    }
}

extension [String: QuantityText] {
    /// The counts of the extended resources.
    func extended() throws -> [String: Int64] {
        var counts: [String: Int64] = [:]
        for (resource, quantity) in self where ExtendedResource.isOne(resource) {
            counts[resource] = try Quantity(quantity.text).integer
        }
        return counts
    }

    /// The same, and what pods take besides: thousandths of processors under `cpu`, bytes under `memory` and
    /// `ephemeral-storage`.
    func counted() throws -> [String: Int64] {
        var counts = try extended()
        if let cpu = self["cpu"] { counts["cpu"] = try Quantity(cpu.text).milli }
        for resource in ["memory", "ephemeral-storage"] {
            if let quantity = self[resource] { counts[resource] = try Quantity(quantity.text).integer }
        }
        return counts
    }
}
