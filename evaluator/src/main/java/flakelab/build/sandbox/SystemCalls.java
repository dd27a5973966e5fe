package flakelab.build.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The system calls builders may not make, as a filter for the kernel: setting the set-user-id and set-group-id bits,
/// and extended attributes, which Nix archives cannot hold (CppNix `setupSeccomp`).
///
/// The filter is a program of the classic Berkeley packet filter: instructions of 16 bits code, 8 and 8 bits how far to
/// jump if true and false, 32 bits operand, reading `struct seccomp_data`.
final class SystemCalls {
    private static final Set<String> KNOWN = Set.of("amd64", "aarch64");
    private static final int LOAD = 0x20;
    private static final int AND = 0x54;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;
    private static final int ALLOW = 0x7fff0000;
    private static final int KILL = 0x80000000;
    private static final int NOT_PERMITTED = 0x50001;
    private static final int NOT_SUPPORTED = 0x5005f;
    private static final int SET_ID_BITS = 06000;
    private static final int X32 = 0x40000000;

    private final ByteBuffer program = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    /// The numbers of an architecture's calls.
    ///
    /// @param chmod      mode second: `chmod`, `fchmod`
    /// @param chmodAt    mode third: `fchmodat`, `fchmodat2`
    /// @param attributes get and set extended attributes
    private record Table(int architecture, List<Integer> chmod, List<Integer> chmodAt,
            List<Integer> attributes) {
        /// Instructions, of one block.
        int length() {
            return 2 + 5 * (chmod.size() + chmodAt.size()) + 2 * attributes.size() + 1;
        }
    }

    private static final List<Table> TABLES = List.of(
            new Table(0xc000003e, List.of(90, 91), List.of(268, 452),
                    List.of(188, 189, 190, 191, 192, 193)),
            new Table(0x40000003, List.of(15, 94), List.of(306, 452),
                    List.of(226, 227, 228, 229, 230, 231)),
            new Table(0xc00000b7, List.of(52), List.of(53, 452), List.of(5, 6, 7, 8, 9, 10)),
            new Table(0x40000028, List.of(15, 94), List.of(333, 452),
                    List.of(226, 227, 228, 229, 230, 231)));

    private SystemCalls() {}

    /// The filter; empty on machines it does not know.
    static Optional<byte[]> filter() {
        if (!KNOWN.contains(System.getProperty("os.arch", ""))) {
            return Optional.empty();
        }
        SystemCalls filter = new SystemCalls();
        filter.add(LOAD, 0, 0, ARCHITECTURE);
        TABLES.forEach(filter::table);
        filter.add(RETURN, 0, 0, KILL);
        byte[] bytes = new byte[filter.program.position()];
        filter.program.flip().get(bytes);
        return Optional.of(bytes);
    }

    private void table(Table table) {
        add(IF_EQUAL, 0, table.length(), table.architecture());
        add(LOAD, 0, 0, NUMBER);
        add(AND, 0, 0, ~X32); // the third set of calls of x86 has the same numbers with a bit
        table.chmod().forEach(number -> refuseSetId(number, 1));
        table.chmodAt().forEach(number -> refuseSetId(number, 2));
        for (int number : table.attributes()) {
            add(IF_EQUAL, 0, 1, number);
            add(RETURN, 0, 0, NOT_SUPPORTED);
        }
        add(RETURN, 0, 0, ALLOW);
    }

    private void refuseSetId(int number, int argument) {
        add(IF_EQUAL, 0, 4, number);
        add(LOAD, 0, 0, ARGUMENTS + 8 * argument);
        add(IF_ANY_BIT, 0, 1, SET_ID_BITS);
        add(RETURN, 0, 0, NOT_PERMITTED);
        add(RETURN, 0, 0, ALLOW);
    }

    private void add(int code, int ifTrue, int ifFalse, int operand) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }
}
