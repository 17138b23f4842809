import FoundationEssentials
import TestParts
import Testing

@testable import Files

@Suite struct FolderWriterTests {
    private static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test func writesFilesAndTheirFolders() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let writer = try FolderWriter("\(folder)/a/b")
            try writer.write(Array("one".utf8), to: "x.txt")
            try writer.write(Array("two".utf8), to: "c/d/y.txt")
            try writer.write(Array("three".utf8), to: "x.txt")
            #expect(try Self.text("\(folder)/a/b/x.txt") == "three")
            #expect(try Self.text("\(folder)/a/b/c/d/y.txt") == "two")
            #expect(try Self.names("\(folder)/a/b") == ["c", "x.txt"])
            #expect(writer.fileNames == ["x.txt"])
            #expect(writer.contains("c"))
            try writer.remove("x.txt")
            try writer.remove("x.txt")
            #expect(!writer.contains("x.txt"))
        }
    }

    @Test(arguments: [
        "", ".", "..", "/etc/x", "../x", "a/../x", "a//x", "a/./x", "a/", "a\\b", "a\nb", "a\u{0}b",
        String(repeating: "n", count: 256),
    ])
    func namesThatCouldLeadElsewhereAreRefused(_ name: String) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let writer = try FolderWriter("\(folder)/root")
            let error = #expect(throws: FileError.self) { try writer.write([1], to: name) }
            #expect(error?.code == .unsafeName)
            #expect(throws: FileError.self) { try writer.writeFolder("ok", files: [(name, [1])]) }
            #expect(throws: FileError.self) { try writer.writeFolder(name, files: [("x", [1])]) }
            #expect(try Self.names("\(folder)/root").isEmpty)
            #expect(try Self.names(folder) == ["root"])
        }
    }

    @Test func nothingGoesThroughASymbolicLinkCVE2025x53547() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let writer = try FolderWriter("\(folder)/root")
            let outside = "\(folder)/outside"
            try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: false)
            try "mine".write(toFile: "\(outside)/file", atomically: false, encoding: .utf8)
            for (link, target) in [("lock", "\(outside)/file"), ("sub", outside), ("broken", "\(folder)/none")] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder)/root/\(link)", withDestinationPath: target)
            }
            for name in ["lock", "sub/new", "broken", "sub"] {
                let error = #expect(throws: FileError.self) { try writer.write([1], to: name) }
                #expect(error?.code == .obstructed, "\(name)")
            }
            for name in ["lock", "sub", "broken"] {
                let error = #expect(throws: FileError.self) { try writer.writeFolder(name, files: [("x", [1])]) }
                #expect(error?.code == .exists, "\(name)")
            }
            #expect(throws: FileError.self) { try writer.subfolder("sub") }
            #expect(try Self.text("\(outside)/file") == "mine")
            #expect(try Self.names(outside) == ["file"])
            #expect(try Self.names("\(folder)/root") == ["broken", "lock", "sub"])
        }
    }

    @Test func aTreeComesWholeOrNotAtAll() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let writer = try FolderWriter(folder)
            try writer.writeFolder("chart", files: [("Chart.yaml", [1]), ("templates/a/b.yaml", [2])])
            #expect(try Self.names("\(folder)/chart/templates/a") == ["b.yaml"])
            // The second file is where the first one's folder is.
            #expect(throws: FileError.self) { try writer.writeFolder("bad", files: [("a/b", [1]), ("a", [2])]) }
            let again = #expect(throws: FileError.self) { try writer.writeFolder("chart", files: [("new", [1])]) }
            #expect(again?.code == .exists)
            #expect(try Self.names(folder) == ["chart"])
            #expect(try Self.names("\(folder)/chart") == ["Chart.yaml", "templates"])
        }
    }

    @Test func aCancelledTreeLeavesNothing() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let work = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try FolderWriter(folder).writeFolder("chart", files: [("a", [1])])
            }
            await #expect(throws: CancellationError.self) { try await work.value }
            let left = try Self.names(folder)
            #expect(left.isEmpty)
        }
    }

    @Test func whatIsMissingOrNoFolderIsSaid() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let missing = #expect(throws: FileError.self) { _ = try FolderWriter("\(folder)/none", creating: false) }
            #expect(missing?.message == "the folder \(folder)/none does not exist")
            try "".write(toFile: "\(folder)/file", atomically: false, encoding: .utf8)
            #expect(throws: FileError.self) { _ = try FolderWriter("\(folder)/file/below") }
        }
    }
}
