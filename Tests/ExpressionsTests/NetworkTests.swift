import Expressions
import Testing
import Value

@Suite struct NetworkTests {
    /// As it is given and as it is written.
    @Test(
        arguments: [
            ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("10.1.2.3", "10.1.2.3"), ("::", "::"),
            ("::1", "::1"), ("1::", "1::"), ("0:0:0:0:0:0:0:1", "::1"), ("2001:DB8::A", "2001:db8::a"),
            ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
            ("1:0:0:2:0:0:3:4", "1::2:0:0:3:4"), ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"), ("fe80::1", "fe80::1"),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::ffff", "::ffff"), ("::1.2.3.4", "::102:304"),
            ("64:ff9b::10.0.0.1", "64:ff9b::a00:1"), ("0:0:1::", "0:0:1::"), ("::1:0:0", "::1:0:0"),
        ])
    func addressesHaveOneForm(_ text: String, _ canonical: String) throws {
        let variables: [String: Value] = ["t": .string(text), "c": .string(canonical)]
        #expect(try Expression("string(ip(t))").evaluate(variables) == .string(canonical))
        #expect(try Expression("isIP(t)").isTrue(variables))
        #expect(try Expression("ip(t) == ip(c)").isTrue(variables))
        #expect(try Expression("ip.isCanonical(t)").isTrue(variables) == (text == canonical))
        #expect(try Expression("ip(t).family()").evaluate(variables) == (text.contains(":") ? 6 : 4))
        #expect(try Expression("ip.isCanonical(c)").isTrue(variables))
    }

    @Test(arguments: [
        "", " ", "localhost", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.04", "1.2.3.", ".1.2.3", "1..2.3",
        "0x1.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4/24", "-1.2.3.4", "1.2.3.4\u{0}", "１.2.3.4", ":", ":::", "::1::",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "fe80::1%eth0", "::1%", "%", "[::1]", "::ffff:1.2.3.4",
        "::ffff:102:304", "::FFFF:0:0", "::1.2.3", "::1.2.3.256", "1.2.3.4::",
    ]) func otherTextsAreNoAddresses(_ text: String) throws {
        let variables: [String: Value] = ["t": .string(text)]
        #expect(try !Expression("isIP(t)").isTrue(variables))
        for source in ["ip(t)", "ip.isCanonical(t)", "cidr('10.0.0.0/8').containsIP(t)"] {
            let error = #expect(throws: ExpressionError.self) { try Expression(source).evaluate(variables) }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message.contains("is not an IP address") == true)
        }
    }

    @Test(
        arguments: [
            ("fe80::1%eth0", "it may not have a zone"), ("::ffff:1.2.3.4", "write an IPv4 address without '::ffff:'"),
            ("nope", "such as '10.0.0.1' or '2001:db8::1'"),
        ])
    func messagesSayWhatIsWrong(_ text: String, _ reason: String) {
        let error = #expect(throws: ExpressionError.self) {
            try Expression("ip(t)").evaluate(["t": .string(text)])
        }
        #expect(error?.message.hasSuffix(reason) == true, "\(error?.message ?? "")")
    }

    /// Which of the five an address is, in the order unspecified, loopback, multicast and unicast of the link, global.
    @Test(
        arguments: [
            ("0.0.0.0", "u----"), ("0.0.0.1", "----g"), ("127.0.0.1", "-l---"), ("127.255.255.255", "-l---"),
            ("128.0.0.1", "----g"), ("224.0.0.0", "--m--"), ("224.0.0.255", "--m--"), ("224.0.1.0", "-----"),
            ("239.255.255.255", "-----"), ("240.0.0.1", "----g"), ("169.254.0.0", "---n-"),
            ("169.254.255.255", "---n-"),
            ("169.255.0.0", "----g"), ("10.0.0.1", "----g"), ("255.255.255.255", "-----"), ("255.255.255.254", "----g"),
            ("::", "u----"), ("::1", "-l---"), ("::2", "----g"), ("::7f00:1", "----g"), ("ff02::1", "--m--"),
            ("ff12::1", "--m--"), ("ff01::1", "-----"), ("ff05::1", "-----"), ("ff00::", "-----"), ("fe80::1", "---n-"),
            ("febf::1", "---n-"), ("fec0::1", "----g"), ("fe00::1", "----g"), ("fd00::1", "----g"),
            ("2001:db8::1", "----g"),
        ])
    func addressesAreOfKinds(_ text: String, _ kinds: String) throws {
        let names = ["isUnspecified", "isLoopback", "isLinkLocalMulticast", "isLinkLocalUnicast", "isGlobalUnicast"]
        for (name, kind) in zip(names, kinds) {
            #expect(try Expression("ip('\(text)').\(name)()").isTrue([:]) == (kind != "-"), "\(name)")
        }
    }

    /// As it is given, masked, and its length.
    @Test(
        arguments: [
            ("10.1.2.3/8", "10.0.0.0/8", 8), ("10.1.2.3/0", "0.0.0.0/0", 0), ("10.1.2.3/32", "10.1.2.3/32", 32),
            ("10.1.2.255/25", "10.1.2.128/25", 25), ("10.255.0.0/9", "10.128.0.0/9", 9),
            ("192.168.1.1/31", "192.168.1.0/31", 31), ("2001:DB8:1::1/32", "2001:db8::/32", 32), ("::1/0", "::/0", 0),
            ("::1/128", "::1/128", 128), ("ffff::/1", "8000::/1", 1), ("2001:db8::ffff/113", "2001:db8::8000/113", 113),
        ] as [(String, String, Int64)])
    func networksHaveAPrefix(_ text: String, _ masked: String, _ length: Int64) throws {
        let variables: [String: Value] = ["t": .string(text), "m": .string(masked)]
        #expect(try Expression("isCIDR(t)").isTrue(variables))
        #expect(try Expression("string(cidr(t).masked())").evaluate(variables) == .string(masked))
        #expect(try Expression("cidr(t).prefixLength()").evaluate(variables) == .integer(length))
        #expect(try Expression("cidr(t).masked() == cidr(m)").isTrue(variables))
        #expect(try Expression("cidr(t).containsCIDR(t) && cidr(m).containsCIDR(cidr(t))").isTrue(variables))
        #expect(
            try Expression("cidr(t).containsIP(cidr(t).ip()) && cidr(m).containsIP(cidr(t).ip())").isTrue(variables))
        #expect(
            try Expression("string(cidr(t)) == string(cidr(t).ip()) + t.substring(t.indexOf('/'))").isTrue(variables))
        #expect(try Expression("(cidr(t) == cidr(m)) == (string(cidr(t)) == m)").isTrue(variables))
    }

    @Test(arguments: [
        "", "/", "10.0.0.0", "10.0.0.0/", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08",
        "10.0.0.0/8 ", "10.0.0.0/8/8", "10.0.0.0/255.0.0.0", "10.0.0/8", "10.0.0.0/a", "10.0.0.0/1000",
        "10.0.0.0/99999999999999999999", "::/129", "::/", "fe80::1%eth0/64", "::ffff:10.0.0.0/104", "nope/8",
        "10.0.0.0/8\u{301}", "10.0.0.0/٨",
    ]) func otherTextsAreNoNetworks(_ text: String) throws {
        let variables: [String: Value] = ["t": .string(text)]
        #expect(try !Expression("isCIDR(t)").isTrue(variables))
        for source in ["cidr(t)", "cidr('10.0.0.0/8').containsCIDR(t)"] {
            let error = #expect(throws: ExpressionError.self) { try Expression(source).evaluate(variables) }
            #expect(error?.code == .invalidArgument)
        }
    }

    static let contents: [EvaluationCase] = [
        EvaluationCase("cidr('192.168.0.0/24').containsIP('192.168.0.255')", true),
        EvaluationCase("cidr('192.168.0.0/24').containsIP(ip('192.168.1.0'))", false),
        EvaluationCase("cidr('192.168.0.77/24').containsIP('192.168.0.1')", true),
        EvaluationCase("cidr('0.0.0.0/0').containsIP('8.8.8.8')", true),
        EvaluationCase("cidr('0.0.0.0/0').containsIP('::1')", false),
        EvaluationCase("cidr('::/0').containsIP('8.8.8.8')", false),
        EvaluationCase("cidr('2001:db8::/32').containsIP('2001:db8:ffff::1')", true),
        EvaluationCase("cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", true),
        EvaluationCase("cidr('10.1.0.0/16').containsCIDR('10.0.0.0/8')", false),
        EvaluationCase("cidr('10.0.0.0/8').containsCIDR(cidr('11.0.0.0/16'))", false),
        EvaluationCase("cidr('10.0.0.0/8').containsCIDR('10.1.2.3/16')", true),
        EvaluationCase("cidr('0.0.0.0/0').containsCIDR('::/0')", false),
        EvaluationCase("cidr('10.0.0.1/8').ip() == ip('10.0.0.1')", true),
        EvaluationCase("ip('10.0.0.1') == ip('::10.0.0.1')", false),
        EvaluationCase("ip('10.0.0.1') in [ip('10.0.0.2'), ip('10.0.0.1')]", true),
        EvaluationCase("ip(1)", fails: .noSuchOverload),
        EvaluationCase("isIP(ip('::1'))", fails: .noSuchOverload),
        EvaluationCase("isIP(cidr('::/0'))", fails: .noSuchOverload),
        EvaluationCase("isCIDR(1)", fails: .noSuchOverload),
        EvaluationCase("cidr(ip('::1'))", fails: .noSuchOverload),
        EvaluationCase("ip('::1').containsIP('::1')", fails: .noSuchOverload),
        EvaluationCase("ip('::1').ip()", fails: .noSuchOverload),
        EvaluationCase("ip('::1') < ip('::2')", fails: .noSuchOverload),
        EvaluationCase("cidr('::/0').containsIP(cidr('::/0'))", fails: .noSuchOverload),
        EvaluationCase("cidr('::/0').family()", fails: .noSuchOverload),
        EvaluationCase("{ip('::1'): 1}", fails: .noSuchOverload),
    ]

    @Test(arguments: contents) func networksHoldAddresses(_ test: EvaluationCase) throws { try test.check() }
}
