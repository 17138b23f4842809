import FoundationEssentials
import TestParts
import Testing

@testable import Files

@Suite struct FileReplacementTests {
    private static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
    private static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
    private static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func replacesWhole() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/a/b/file"
            let replacement = try FileReplacement(path, mode: .kept(or: 0o600), folderMode: 0o700)
            try replacement.append(Array("lost".utf8))
            try replacement.restart()
            try replacement.append(Array("on".utf8))
            try replacement.append(Array("e".utf8))
            #expect(!FileManager.default.fileExists(atPath: path))
            try replacement.commit()
            #expect(try Self.text(path) == "one")
            #expect(try Self.mode(path) == 0o600)
            #expect(try Self.mode("\(folder)/a") == 0o700)
            #expect(try Self.names("\(folder)/a/b") == ["file"])
        }
    }

    @Test func whatIsNotCommittedLeavesNothing() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try FileReplacement.write([65], to: "\(folder)/file", mode: .kept(or: 0o600))
            do {
                let replacement = try FileReplacement("\(folder)/file", mode: .kept(or: 0o600))
                try replacement.append([66])
                #expect(try Self.names(folder).count == 2)
            }
            #expect(try Self.names(folder) == ["file"])
            #expect(try Self.text("\(folder)/file") == "A")
        }
    }

    @Test(arguments: [(FileReplacement.Mode.kept(or: 0o600), 0o640), (.always(0o600), 0o600)])
    func modes(_ mode: FileReplacement.Mode, _ expected: Int) async throws {
        try await TestParts.withTemporaryFolder { folder in
            try FileReplacement.write([65], to: "\(folder)/file", mode: .always(0o640))
            try FileReplacement.write([66], to: "\(folder)/file", mode: mode)
            #expect(try Self.mode("\(folder)/file") == expected)
        }
    }

    /// Whoever keeps their configuration elsewhere keeps it there.
    @Test func aLinkStaysAndItsFileIsReplaced() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try FileReplacement.write([65], to: "\(folder)/elsewhere/file", mode: .always(0o600))
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/link", withDestinationPath: "\(folder)/elsewhere/file")
            try FileReplacement.write([66], to: "\(folder)/link", mode: .kept(or: 0o644))
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link")
            #expect(target == "\(folder)/elsewhere/file")
            #expect(try Self.text("\(folder)/elsewhere/file") == "B")
            #expect(try Self.names("\(folder)/elsewhere") == ["file"])
        }
    }

    @Test func aFolderInThePlaceIsSaid() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let error = #expect(throws: FileError.self) {
                try FileReplacement.write([65], to: folder, mode: .always(0o600))
            }
            #expect(error?.message.contains(folder) == true)
        }
    }
}
