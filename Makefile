# Everything a developer does; `make` alone builds.
.PHONY: build setup demo test test-all bench lint format approve clean

build:
	@eng/build-native.sh
	@eng/build-managed.sh

setup:
	@eng/setup.sh

demo:
	@eng/demo.sh

test:
	@eng/test.sh

test-all:
	@eng/test.sh --all

# make bench BENCH="--only bmnas-step --rounds 5" passes options on.
bench:
	@eng/bench.sh $(BENCH)

lint:
	@eng/lint.sh

format:
	@dotnet format Weft.slnx --verbosity quiet

approve:
	@eng/approve.sh

clean:
	@rm -rf native/build TestResults .weft src/*/bin src/*/obj tests/*/bin tests/*/obj bench/*/bin bench/*/obj
