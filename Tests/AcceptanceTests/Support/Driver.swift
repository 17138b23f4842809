import TestParts
import Testing

/// Who installs charts.
enum Driver: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case native
    case helm4
    case helm3

    func arguments() throws -> [String] {
        switch self {
        case .native: ["--driver", "native"]
        case .helm4: ["--driver", "helm", "--helm", try TestParts.path(.helm4)]
        case .helm3: ["--driver", "helm", "--helm", try TestParts.path(.helm3)]
        }
    }

    var testDescription: String { rawValue }
}
