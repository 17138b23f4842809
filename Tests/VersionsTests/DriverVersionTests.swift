import Testing
import Versions

/// Drivers, as nodes tell them.
@Suite struct DriverVersionTests {
    @Test(
        arguments: [
            ("580.95.05", 580), ("595.91", 595), ("550", 550), ("0.1", 0), ("", nil), ("580.", nil), (".580", nil),
            ("v580", nil), ("580.x", nil), ("-580", nil), ("99999999999999999999", nil),
        ] as [(String, Int64?)])
    func numbersWithDotsAreAVersion(text: String, major: Int64?) {
        #expect(DriverVersion(text)?.major == major)
        #expect(DriverVersion(text)?.description == (major == nil ? nil : text))
    }

    private static let full = "nvidia.com/cuda.driver-version.full"
    private static let parts = "nvidia.com/cuda.driver-version"
    private static let old = "nvidia.com/cuda.driver"

    @Test(
        arguments: [
            ([:], nil), (["nvidia.com/gpu.count": "8"], nil), ([full: "580.95.05"], "580.95.05"),
            (["\(parts).major": "580", "\(parts).minor": "95", "\(parts).revision": "05"], "580.95.05"),
            (["\(parts).major": "580"], "580"), (["\(parts).major": "580", "\(parts).revision": "05"], "580"),
            (["\(old).major": "550", "\(old).minor": "54", "\(old).rev": "15"], "550.54.15"),
            (["\(old).major": "550", "\(parts).major": "580"], "580"),
            ([full: "unknown", "\(parts).major": "580"], "580"), (["\(parts).major": "unknown"], nil),
            (["\(parts).minor": "95"], nil), ([full: "580.95.05", "\(parts).major": "570"], "580.95.05"),
        ] as [([String: String], String?)])
    func labelsOfGPUFeatureDiscoveryAreRead(labels: [String: String], text: String?) {
        #expect(DriverVersion(labels: labels)?.description == text)
    }

    @Test func versionsCompareByTheirNumbers() throws {
        let rising = try ["550.54.15", "570.9", "570.100", "580", "580.1", "595.91.07"].map {
            try #require(DriverVersion($0))
        }
        #expect(rising.shuffled().sorted() == rising)
        #expect(DriverVersion("580.05") == DriverVersion("580.5"))
        #expect(Set([DriverVersion("580.05"), DriverVersion("580.5")]).count == 1)
    }
}
