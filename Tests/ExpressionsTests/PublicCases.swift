#if PUBLIC_CEL_CASES
    import FoundationEssentials
    import Testing

    @testable import Expressions
    @testable import Value

    /// The public conformance cases of CEL (google/cel-spec, tests/simple/testdata), which are not part of this project:
    /// `CEL_CONFORMANCE=FOLDER swift test -Xswiftc -DPUBLIC_CEL_CASES --filter PublicCases`.
    @Suite struct PublicCases {
        static let folder = ProcessInfo.processInfo.environment["CEL_CONFORMANCE"]

        /// Files about what docs/cel.md says is left out: protobuf messages, enums, networks, unknowns, static types.
        static let leftOut: Set<String> = [
            "proto2", "proto2_ext", "proto3", "enums", "network_ext", "unknowns", "block_ext", "type_deduction",
            "wrappers",
            "dynamic",
        ]

        @Test
        func passesThePublicCases() throws {
            let folder = try #require(Self.folder)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                $0.hasSuffix(".textproto")
            }
            .sorted()
            var passed = 0
            var failed: [String] = []
            var skipped = 0
            for file in files where !Self.leftOut.contains(String(file.dropLast(10))) {
                let bytes = Array(try Data(contentsOf: URL(filePath: folder + "/" + file)))
                var counts = (passed: 0, failed: 0, skipped: 0)
                for section in try TextProto.parse(bytes).all("section") {
                    for test in section.all("test") {
                        let name = "\(file)/\(section["name"]?.string ?? "")/\(test["name"]?.string ?? "")"
                        switch Self.run(test) {
                        case .passed: counts.passed += 1
                        case .skipped: counts.skipped += 1
                        case .failed(let reason):
                            counts.failed += 1
                            failed.append("\(name): \(test["expr"]?.string ?? ""): \(reason)")
                        }
                    }
                }
                print("\(file): \(counts.passed) passed, \(counts.failed) failed, \(counts.skipped) skipped")
                passed += counts.passed
                skipped += counts.skipped
            }
            print(
                "all: \(passed) passed, \(failed.count) failed, \(skipped) skipped\n" + failed.joined(separator: "\n"))
            #expect(Double(passed) / Double(passed + failed.count) > 0.97)
        }

        enum Outcome {
            case passed, skipped
            case failed(String)
        }

        static func run(_ test: Field) -> Outcome {
            guard let source = test["expr"]?.string else { return .skipped }
            // Messages and names within packages are left out, and cases that only ask for a type.
            if test["container"] != nil || test["check_only"]?.string == "true" || test["unknown"] != nil {
                return .skipped
            }
            let unsupported = [
                "TestAllTypes", "google.protobuf.", "cel.expr.", "proto.", "getExt", "Asia/", "America/", "Australia/",
                "US/",
            ]
            if source.contains("{"), unsupported.contains(where: source.contains) { return .skipped }
            if unsupported.dropFirst(2).contains(where: source.contains) { return .skipped }
            var variables: [String: Datum] = [:]
            for binding in test.all("bindings") {
                guard let key = binding["key"]?.string, let value = binding["value"]?["value"], let datum = datum(value)
                else {
                    return .skipped
                }
                variables[key] = datum
            }
            let result: Result<Datum, Fault> = evaluate(source, variables)
            if test["eval_error"] != nil || test["any_eval_errors"] != nil {
                if case .success(let value) = result { return .failed("expected an error, found \(value)") }
                return .passed
            }
            let expected: Datum
            if let value = test["value"] ?? test["typed_result"]?["result"] {
                guard let datum = datum(value) else { return .skipped }
                expected = datum
            } else {
                expected = .bool(true)
            }
            switch result {
            case .failure(let error): return .failed("error: \(error.message)")
            case .success(let value):
                if isSame(value, expected) { return .passed }
                return .failed("expected \(expected), found \(value)")
            }
        }

        static func evaluate(_ source: String, _ variables: [String: Datum]) -> Result<Datum, Fault> {
            do throws(Fault) {
                var parser = try Parser(source, limits: .standard)
                let root = try parser.parse()
                var checker = Checker(variables: nil, limits: .standard)
                _ = try checker.type(of: root)
                var evaluator = Evaluator(variables: [:], limits: .standard, patterns: PatternCache())
                evaluator.locals = variables.map { ($0.key, $0.value) }
                return .success(try evaluator.evaluate(root))
            } catch {
                return .failure(error)
            }
        }

        /// Of the same type, and equal; NaN is the same as NaN.
        static func isSame(_ left: Datum, _ right: Datum) -> Bool {
            switch (left, right) {
            case (.double(let left), .double(let right)): return left == right || (left.isNaN && right.isNaN)
            case (.list(let left), .list(let right)):
                return left.count == right.count && zip(left.elements, right.elements).allSatisfy { isSame($0, $1) }
            case (.map(let left), .map(let right)):
                return left.count == right.count
                    && zip(left.keys, left.values).allSatisfy { key, value in
                        right[key].map { isSame(value, $0) } ?? false
                    }
            default:
                var context = Context(limits: .standard, patterns: PatternCache())
                return left.type == right.type && ((try? Datum.areEqual(left, right, &context)) ?? false)
            }
        }

        static func datum(_ field: Field) -> Datum? {
            guard case .message(let fields) = field, let first = fields.first else { return nil }
            let (name, value) = (first.name, first.value)
            let text = value.string ?? ""
            switch name {
            case "null_value": return .null
            case "bool_value": return .bool(text == "true")
            case "int64_value": return integer(text).map { .int($0) }
            case "uint64_value":
                return (text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)).map { .uint($0) }
            case "double_value":
                let special: [String: Double] = [
                    "infinity": .infinity, "inf": .infinity, "-infinity": -.infinity, "-inf": -.infinity, "nan": .nan,
                ]
                return (special[text.lowercased()] ?? Double(text)).map { .double($0) }
            case "string_value": return .string(text)
            case "bytes_value":
                guard case .text(let bytes) = value else { return nil }
                return .bytes(bytes)
            case "list_value":
                var elements: [Datum] = []
                for element in value.all("values") {
                    guard let element = datum(element) else { return nil }
                    elements.append(element)
                }
                return .list(elements)
            case "map_value":
                var entries = MapDatum.Entries()
                for entry in value.all("entries") {
                    guard let key = entry["key"].flatMap(datum), let value = entry["value"].flatMap(datum) else {
                        return nil
                    }
                    _ = entries.insert(key, value)
                }
                return .map(.data(entries))
            case "type_value": return (StaticType(rawValue: text) ?? StaticType(qualified: text)).map { .type($0) }
            case "object_value":
                if let inner = value["type.googleapis.com/google.protobuf.Duration"] {
                    let nanoseconds =
                        Int128(integer(inner["seconds"]?.string ?? "0") ?? 0) * TimeSpan.second
                        + Int128(integer(inner["nanos"]?.string ?? "0") ?? 0)
                    return (try? TimeSpan(nanoseconds: nanoseconds)).map { .duration($0) }
                }
                if let inner = value["type.googleapis.com/google.protobuf.Timestamp"] {
                    let seconds = integer(inner["seconds"]?.string ?? "0") ?? 0
                    let nanoseconds = Int(integer(inner["nanos"]?.string ?? "0") ?? 0)
                    return (try? Timestamp(seconds: seconds, nanoseconds: nanoseconds)).map { .timestamp($0) }
                }
                return nil
            default: return nil
            }
        }

        private static func integer(_ text: String) -> Int64? {
            text.hasPrefix("0x") ? Int64(text.dropFirst(2), radix: 16) : Int64(text)
        }
    }
#endif
