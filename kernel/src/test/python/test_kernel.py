"""The kernel under Jupyter's own test suite, and as a process: signals, shutdown, a server that dies.

Run by ClientTest, which sets KERNEL_NAME and JUPYTER_DATA_DIR; by hand, install the kernel and
`KERNEL_NAME=nix python3 -m unittest test_kernel`.
"""

import os
import signal
import subprocess
import sys
import time
import unittest

import jupyter_kernel_test
from jupyter_client.manager import start_new_kernel

KERNEL = os.environ.get("KERNEL_NAME", "nix")
FOREVER = """
let l = builtins.genList (x: x) 3000; each = f: start: builtins.foldl' f start l;
in each (a: _: each (b: _: each (c: _: c + 1) b) a) 0
"""


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "nix"
    file_extension = ".nix"
    code_stderr = 'builtins.trace "careful" 1'
    completion_samples = [{"text": "builtins.mapAtt", "matches": {"builtins.mapAttrs"}}]
    complete_code_samples = ["1 + 1", "x = 3", "{ a = 1; }", "let x = 1; in x", ":help"]
    incomplete_code_samples = ["{ a = 1;", "let x = 1;", "''\n  text", "(1 +"]
    invalid_code_samples = ["1 + )", "} {"]
    code_generate_error = "1 + undefinedName"
    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": '"a" + "b"', "result": '"ab"'},
        {"code": "builtins.length [ 1 2 3 ]", "result": "3"},
    ]
    code_history_pattern = "1?*1"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "builtins.map"

    def test_completion(self):
        for sample in self.completion_samples:
            self.flush_channels()
            self.kc.complete(sample["text"])
            reply = self.get_non_kernel_info_reply(timeout=15)
            found = reply["content"]["matches"]
            start = reply["content"]["cursor_start"]
            whole = {sample["text"][:start] + match for match in found}
            self.assertTrue(sample["matches"] <= whole, whole)


class Process(unittest.TestCase):
    def setUp(self):
        self.manager, self.client = start_new_kernel(kernel_name=KERNEL)
        self.process = self.manager.provisioner.process

    def tearDown(self):
        self.client.stop_channels()
        if self.manager.is_alive():
            self.manager.shutdown_kernel(now=True)

    def begin(self, code):
        """Starts a cell and waits until it runs."""
        message = self.client.execute(code)
        while True:
            heard = self.client.get_iopub_msg(timeout=10)
            if heard["msg_type"] == "execute_input" and heard["parent_header"]["msg_id"] == message:
                time.sleep(0.3)
                return message

    def reply(self, message):
        while True:
            reply = self.client.get_shell_msg(timeout=10)
            if reply["parent_header"]["msg_id"] == message:
                return reply["content"]

    def value(self, code):
        self.client.execute(code)
        while True:
            heard = self.client.get_iopub_msg(timeout=10)
            if heard["msg_type"] == "execute_result":
                return heard["content"]["data"]["text/plain"]

    def assertDiesWithin(self, seconds):
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            self.assertLess(time.monotonic(), end, "the kernel is still there")
            time.sleep(0.02)

    def test_interrupt_in_a_tight_loop(self):
        cell = self.begin(FOREVER)
        start = time.monotonic()
        self.manager.interrupt_kernel()
        reply = self.reply(cell)
        self.assertLess(time.monotonic() - start, 1)
        self.assertEqual(reply["ename"], "KeyboardInterrupt")
        self.assertEqual(self.value("2 + 3"), "5")

    def test_sigint_is_an_interrupt(self):
        self.process.send_signal(signal.SIGINT)  # between cells: nothing
        cell = self.begin(FOREVER)
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.reply(cell)["ename"], "KeyboardInterrupt")
        self.assertEqual(self.value("2 + 3"), "5")

    def test_deep_recursion_is_an_error_of_the_cell(self):
        reply = self.reply(self.client.execute("let f = x: 1 + f x; in f 0"))
        self.assertEqual(reply["status"], "error")
        self.assertEqual(self.value("2 + 3"), "5")

    def test_shutdown_while_a_cell_runs(self):
        self.begin(FOREVER)
        self.client.shutdown()
        self.assertDiesWithin(4)

    def test_bindings_live_until_restart(self):
        self.reply(self.client.execute("kept = 41"))
        self.assertEqual(self.value("kept + 1"), "42")
        self.manager.restart_kernel()
        self.client.wait_for_ready(timeout=20)
        self.assertEqual(self.reply(self.client.execute("kept"))["status"], "error")

    def test_quit_ends_the_process(self):
        self.client.execute(":q")
        self.assertDiesWithin(4)


class Orphan(unittest.TestCase):
    def test_the_kernel_does_not_outlive_its_server(self):
        server = subprocess.Popen(
            [sys.executable, "-c", f"""
import time
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name={KERNEL!r})
print(manager.provisioner.process.pid, flush=True)
time.sleep(60)
"""], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        kernel = int(server.stdout.readline())
        server.kill()
        server.wait()
        server.stdout.close()
        end = time.monotonic() + 5
        while running(kernel):
            self.assertLess(time.monotonic(), end, "the kernel is still there")
            time.sleep(0.05)


def running(pid):
    """Whether the process lives; a zombie, which nobody here may reap, does not."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    unittest.main()
