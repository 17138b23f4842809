import ArgumentParser
import Providers

/// Bounds of numbers on the command line.
enum CountBounds {
    static let ports: ClosedRange<Int64> = 0...65_535

    /// - Throws: `ValidationError` that names the option.
    static func check(_ option: String, _ count: Int64?, _ bounds: ClosedRange<Int64>) throws(ValidationError) {
        guard let count, !bounds.contains(count) else { return }
        throw ValidationError(
            "\(option) is \(count); it must be from \(bounds.lowerBound) to \(bounds.upperBound)")
    }

    /// The same bounds as in a bootstrap file.
    static func check(_ option: String, _ count: Int64?, _ knob: DeploymentKnob) throws(ValidationError) {
        guard case .count(let bounds) = knob.kind else { return }
        try check(option, count, bounds)
    }
}
