/// Where a schema stands in its CRD, as findings name it.
struct SchemaPath: Sendable, Hashable, CustomStringConvertible {
    private(set) var description: String

    init(version: String) { description = "spec.versions[\(version)].schema" }

    private init(_ description: String) { self.description = description }

    /// A field; a key that is no plain word is quoted.
    func field(_ name: String) -> SchemaPath {
        let isPlain = !name.isEmpty && name.utf8.allSatisfy(Self.isPlain)
        return SchemaPath(isPlain ? "\(description).\(name)" : "\(description)[\(name.debugDescription)]")
    }

    /// The elements of a list.
    var items: SchemaPath { SchemaPath("\(description)[]") }

    /// The values under keys of the user's own.
    var anyKey: SchemaPath { SchemaPath("\(description).*") }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }
}
