import Crypto
import Value
import YAML

extension ChartLock {
    /// The digest that ties a lock to the dependencies it was made of, as Helm's `HashReq`.
    public static func digest(of wanted: [ChartDependency], locked: [ChartDependency]) -> String {
        let lists: Value = [.array(wanted.map(\.value)), .array(locked.map(\.value))]
        return sha256(lists)
    }

    /// The digest of Helm 2, which locks of version 1 charts may still have.
    public static func legacyDigest(of wanted: [ChartDependency]) -> String {
        sha256(["dependencies": .array(wanted.map(\.value))])
    }

    /// The file's text, as Helm writes it.
    public var text: String {
        YAML.encode([
            "dependencies": .array(dependencies.map(\.value)), "digest": .string(digest),
            "generated": .string(generated),
        ])
    }

    private static func sha256(_ value: Value) -> String {
        var format = JSONFormat.go()
        // Go writes the members of a struct in the order of its fields.
        format.sortedKeys = false
        let digits = Array("0123456789abcdef".utf8)
        let hash = SHA256.hash(data: value.jsonBytes(format))
        return "sha256:"
            + String(decoding: hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
