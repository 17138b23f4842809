import ArgumentParser

/// The bounds of a bootstrap file, for flags that say the same.
enum CountBounds {
    static let gpus: ClosedRange<Int64> = 0...16
    static let replicas: ClosedRange<Int64> = 0...1000
    static let ports: ClosedRange<Int64> = 0...65_535
    static let tokens: ClosedRange<Int64> = 1...100_000_000

    /// - Throws: `ValidationError` that names the option.
    static func check(_ option: String, _ count: Int64?, _ bounds: ClosedRange<Int64>) throws(ValidationError) {
        guard let count, !bounds.contains(count) else { return }
        throw ValidationError(
            "\(option) is \(count); it must be from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
}
